import { RecordRejection } from '../validate/reasons.ts';

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;
/** Currency signs, ISO 4217 codes, and the spaces and apostrophes that group digits. */
const MONEY_DECORATION = /\p{Sc}|\b[A-Z]{3}\b|[\s'’]/gu;

export interface NumberFormat {
  readonly as: 'number' | 'money';
  readonly decimal?: '.' | ',' | undefined;
}

/**
 * A finite number out of a number or its text.
 * @throws {RecordRejection} `number_not_finite` or `number_unparseable`
 */
export function parseNumber(value: unknown, what: string, format: NumberFormat): number {
  if (typeof value === 'number') return finite(value, what);
  if (typeof value !== 'string') {
    throw new RecordRejection('number_unparseable', `${what} holds no number.`);
  }
  let text = value.trim();
  if (NOT_FINITE.test(text)) throw notFinite(what);
  let negative = false;
  if (format.as === 'money') {
    if (/^\(.*\)$/.test(text)) {
      negative = true; // Accountants write a negative amount in brackets.
      text = text.slice(1, -1);
    }
    const group = format.decimal === ',' ? '.' : ',';
    text = text.replace(MONEY_DECORATION, '').replaceAll(group, '');
  }
  if (format.decimal === ',') text = text.replace(',', '.');
  if (!PLAIN.test(text)) {
    throw new RecordRejection('number_unparseable', `${what} holds no number.`);
  }
  return finite(negative ? -Number(text) : Number(text), what);
}

function finite(value: number, what: string): number {
  if (!Number.isFinite(value)) throw notFinite(what);
  return value === 0 ? 0 : value; // -0 and 0 must hash alike.
}

const notFinite = (what: string): RecordRejection =>
  new RecordRejection('number_not_finite', `${what} holds NaN or an infinite number.`);
