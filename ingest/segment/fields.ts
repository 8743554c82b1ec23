import type { Scalar } from '../../fusion/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The longest text of an attribute, in characters: what an event's schema lets through. */
const LONGEST_TEXT = 2_000;
/** Of more properties than this the first are kept: an event is worth more than its hundredth property. */
const MOST_PROPERTIES = 48;

const NOTHING: Fields = {};

/** An object's fields; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : NOTHING;
}

/** A text that says something; null for anything else. Numbers are read as text. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text;
}

/** A finite number, or a text that is one. */
export function numberOf(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Plain values under their names, those of objects within under `outer.inner`; lists are left out. */
export function* scalars(fields: Fields): Generator<[name: string, value: Scalar]> {
  for (const [name, value] of Object.entries(fields)) {
    if (isScalar(value)) yield [name, value];
    else {
      for (const [inner, held] of Object.entries(fieldsOf(value))) {
        if (isScalar(held)) yield [`${name}.${inner}`, held];
      }
    }
  }
}

const isScalar = (value: unknown): value is NonNullable<Scalar> =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Properties as attributes of an event: plain, cut where long, the first where there are many. */
export function attributesOf(
  properties: Fields,
  leftOut: ReadonlySet<string>,
): Record<string, Scalar> {
  const attributes: Record<string, Scalar> = {};
  let count = 0;
  for (const [name, value] of scalars(properties)) {
    if (name === '' || value === '' || leftOut.has(name)) continue;
    if (count === MOST_PROPERTIES) break;
    attributes[name] = typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value;
    count += 1;
  }
  return attributes;
}
