import type { Scalar } from '../../fusion/index.ts';
import { RecordRejection } from './reasons.ts';
import { checkKey, checkText } from './text.ts';

export const MAX_ATTRIBUTES = 64;
/** The longest that all of them together may be, in characters of JSON. */
const MAX_TOGETHER = 256 * 1024;

/**
 * @param whose what they belong to, for the message: `attribute` or `trait`
 * @throws {RecordRejection} where there are too many, or one is not a plain finite value
 */
export function checkScalars(values: Readonly<Record<string, unknown>>, whose: string): void {
  const entries = Object.entries(values);
  if (entries.length > MAX_ATTRIBUTES) {
    throw new RecordRejection('too_many_attributes', `There are over ${MAX_ATTRIBUTES} ${whose}s.`);
  }
  for (const [name, value] of entries) {
    checkKey(name, `The name of an ${whose}`);
    checkScalar(value, `The ${whose} \`${name}\``);
  }
  if (JSON.stringify(values).length > MAX_TOGETHER) {
    throw new RecordRejection(
      'text_too_long',
      `The ${whose}s together are over ${MAX_TOGETHER / 1024} KB.`,
    );
  }
}

function checkScalar(value: unknown, what: string): asserts value is Scalar {
  if (typeof value === 'string') return checkText(value, what);
  if (typeof value === 'number') return checkFinite(value, what);
  if (value === null || typeof value === 'boolean') return;
  throw new RecordRejection('not_scalar', `${what} is neither text, number, boolean nor null.`);
}

/** @throws {RecordRejection} `number_not_finite` */
export function checkFinite(value: number, what: string): void {
  if (!Number.isFinite(value)) {
    throw new RecordRejection('number_not_finite', `${what} is NaN or infinite.`);
  }
}
