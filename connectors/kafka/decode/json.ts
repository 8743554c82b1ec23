import type { Json } from '../../contract/json.ts';
import { UndecodableError } from './undecodable.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a registry's clients write before a value: a zero byte and the schema's id in four bytes. */
export const HEAD_BYTES = 5;

/** A JSON value; whole numbers too large to be exact stay text. @throws {UndecodableError} */
export function decodeJson(value: Buffer): Json {
  // No JSON begins with a zero byte: it was written through a registry.
  const body = value[0] === 0 ? value.subarray(HEAD_BYTES) : value;
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new UndecodableError('The value is not UTF-8 text.');
  }
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch {
    throw new UndecodableError('The value is not JSON.');
  }
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isWide = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
  const source = context?.source ?? '';
  return isWide && /^-?\d+$/.test(source) ? source : value;
}
