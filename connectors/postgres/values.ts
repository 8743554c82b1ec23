import type { Json } from '../contract/json.ts';

/** Decimals of at most so many digits are exact as numbers; longer ones stay text. */
const EXACT_DIGITS = 15;

/** How each type of the server is read, by its object id; every other type stays text. */
const READERS: Readonly<Record<number, (text: string) => Json>> = {
  16: (text) => text === 't',
  17: (text) => Buffer.from(text.slice(2), 'hex').toString('base64'),
  20: integer,
  21: Number,
  23: Number,
  26: Number,
  114: (text) => JSON.parse(text),
  700: finite,
  701: finite,
  1114: (text) => text.replace(' ', 'T'),
  1184: instant,
  1700: decimal,
  3802: (text) => JSON.parse(text),
};

/** A value that the server wrote, as JSON; instants in UTC, bytes in base64, NaN as null. */
export function jsonOf(text: string | null, type: number): Json {
  if (text === null) return null;
  return READERS[type]?.(text) ?? (type in READERS ? null : text);
}

/** A cursor as text that sorts like the values do; `text` is how the server writes it. */
export function versionOf(text: string | null): string {
  if (text === null) return '';
  const time = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?$/.exec(text);
  if (time !== null) return `${time[1]}T${time[2]}.${(time[3] ?? '').padEnd(6, '0')}Z`;
  const number = /^(\d{1,20})(\.\d+)?$/.exec(text);
  return number === null ? text : `${number[1].padStart(20, '0')}${number[2] ?? ''}`;
}

function integer(text: string): Json {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

function finite(text: string): Json {
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

function decimal(text: string): Json {
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  if (digits.length <= EXACT_DIGITS) return finite(text);
  return text === 'NaN' ? null : text;
}

/** `infinity` and years before Christ have no instant: they stay as they are. */
function instant(text: string): Json {
  return /^\d{4}-.*\+00$/.test(text) ? `${text.slice(0, -3).replace(' ', 'T')}Z` : text;
}
