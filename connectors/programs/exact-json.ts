import type { Json } from '../contract/json.ts';

/** A run of digits so long that a double may not hold it. */
const LONG_DIGITS = /\d{16}/;

/** What a reviver is told of a primitive, in runtimes that keep the source text. */
interface RevivedSource {
  readonly source?: string;
}

/**
 * Parses JSON without losing whole numbers beyond 2^53, as databases give them for keys: they become
 * text, for two keys that differ in the last digit must not become one.
 * @throws {SyntaxError} where the text is not JSON
 */
export function parseExactly(text: string): Json {
  if (!LONG_DIGITS.test(text)) return JSON.parse(text) as Json;
  return JSON.parse(text, (...given: unknown[]) => {
    const [, value, { source } = {}] = given as [string, unknown, RevivedSource?];
    if (typeof value !== 'number' || source === undefined) return value;
    return /^-?\d+$/.test(source) && !Number.isSafeInteger(value) ? source : value;
  }) as Json;
}
