import { spokenName } from '../../fusion/index.ts';
import type { Json } from '../../store/index.ts';
import { durationParts } from '../rules/duration.ts';
import type { EventFilter, EventQuery, Limits } from '../rules/rule.ts';
import type { WordsOf } from './phrases.ts';

/** `check_in` and 2: `check-ins`. */
export function plural(word: string, amount: number): string {
  const spoken = word.replaceAll('_', '-');
  if (amount === 1) return spoken;
  if (/[^aeiou]y$/.test(spoken)) return `${spoken.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(spoken) ? `${spoken}es` : `${spoken}s`;
}

/** `30 days`, `1 week`. */
export function duration(text: string): string {
  const { amount, unit } = durationParts(text);
  return `${amount} ${plural(unit, amount)}`;
}

/** `purchases in garden in the last 30 days` */
export function events(
  query: EventQuery & { readonly within?: string },
  amount: number,
  wordsOf: WordsOf,
): string {
  return `${noun(query, amount, wordsOf)}${filter(query.where)}${lately(query.within)}`;
}

export function lately(within: string | undefined): string {
  return within === undefined ? '' : ` in the last ${duration(within)}`;
}

function noun({ modality, type }: EventQuery, amount: number, wordsOf: WordsOf): string {
  if (type === undefined) return `${modality} ${plural('event', amount)}`;
  const [one, several] = wordsOf(modality)?.events[type] ?? [plural(type, 1), plural(type, 2)];
  return amount === 1 ? one : several;
}

function filter(where: EventFilter | undefined): string {
  if (where === undefined) return '';
  const parts: string[] = [];
  if (where.category !== undefined) parts.push(` in ${either(where.category)}`);
  if (where.item !== undefined) parts.push(` of ${either(where.item)}`);
  for (const [name, value] of Object.entries(where.attributes ?? {})) {
    parts.push(` with ${spokenName(name)} ${literal(value)}`);
  }
  if (where.value !== undefined) parts.push(` worth ${limits(where.value, false)}`);
  return parts.join('');
}

export function either(values: string | readonly string[]): string {
  const list = typeof values === 'string' ? [values] : values;
  return list.length <= 3 ? list.join(' or ') : `one of ${list.length} choices`;
}

/** `a, b and c` */
export function and(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** A value as it is said: numbers short, yes and no, text as it is. */
export function literal(value: Json): string {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : 'nothing';
}

/** At most two decimals. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  return rounded === 0 && share > 0 ? 'less than 1%' : `${rounded}%`;
}

/** `at least 3`, `3 to 5`; negated `below 3`, `outside 3 to 5`. */
export function limits({ atLeast, atMost }: Limits, negated: boolean): string {
  if (atLeast !== undefined && atMost !== undefined) {
    const range = atLeast === atMost ? number(atLeast) : `${number(atLeast)} to ${number(atMost)}`;
    if (atLeast === atMost) return negated ? `any number but ${range}` : `exactly ${range}`;
    return negated ? `a number outside ${range}` : range;
  }
  if (atLeast !== undefined) return `${negated ? 'fewer than' : 'at least'} ${number(atLeast)}`;
  if (atMost === 0) return negated ? 'at least 1' : 'none';
  return `${negated ? 'more than' : 'at most'} ${number(atMost ?? 0)}`;
}

/** The same for years: `1998 or later`. */
export function years({ atLeast, atMost }: Limits, negated: boolean): string {
  if (atLeast !== undefined && atMost !== undefined) {
    return `${negated ? 'a year outside ' : ''}${atLeast} to ${atMost}`;
  }
  if (atLeast !== undefined) return negated ? `before ${atLeast}` : `${atLeast} or later`;
  return negated ? `after ${atMost}` : `${atMost} or earlier`;
}

/** A ratio: `twice`, `1.4 times`, `half`, `60%`. */
export function ratio(value: number): string {
  for (const [name, low, high] of RATIOS) if (value >= low && value <= high) return name;
  if (value < 1) return percent(value);
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} times`;
}

const RATIOS: readonly (readonly [string, number, number])[] = [
  ['a quarter', 0.24, 0.26],
  ['a third', 0.32, 0.35],
  ['half', 0.47, 0.53],
  ['twice', 1.95, 2.05],
];
