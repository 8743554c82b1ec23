import type { Json } from '../../store/index.ts';
import { durationParts } from '../rules/duration.ts';
import type { EventFilter, EventQuery, Limits } from '../rules/rule.ts';

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
export function events(query: EventQuery & { readonly within?: string }, amount: number): string {
  const noun =
    query.type === undefined
      ? `${query.modality} ${plural('event', amount)}`
      : plural(query.type, amount);
  const window = query.within === undefined ? '' : ` in the last ${duration(query.within)}`;
  return `${noun}${filter(query.where)}${window}`;
}

function filter(where: EventFilter | undefined): string {
  if (where === undefined) return '';
  const parts: string[] = [];
  if (where.category !== undefined) parts.push(` in ${either(where.category)}`);
  if (where.item !== undefined) parts.push(` of ${either(where.item)}`);
  for (const [name, value] of Object.entries(where.attributes ?? {})) {
    parts.push(` with ${name} ${literal(value)}`);
  }
  if (where.value !== undefined) parts.push(` worth ${limits(where.value)}`);
  return parts.join('');
}

export function either(values: string | readonly string[]): string {
  const list = typeof values === 'string' ? [values] : values;
  return list.length <= 3 ? list.join(' or ') : `one of ${list.length} choices`;
}

export function literal(value: Json): string {
  if (typeof value === 'number') return number(value);
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** At most two decimals. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** `at least 3`, `3 to 5` */
export function limits({ atLeast, atMost }: Limits): string {
  if (atLeast !== undefined && atMost !== undefined)
    return `${number(atLeast)} to ${number(atMost)}`;
  if (atLeast !== undefined) return `at least ${number(atLeast)}`;
  return `at most ${number(atMost ?? 0)}`;
}
