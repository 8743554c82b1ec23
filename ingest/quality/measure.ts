import type { Scalar } from '../../fusion/index.ts';
import type { FieldStatistics } from '../../store/index.ts';
import type { PreparedRecord } from '../commit/prepared.ts';
import type { CheckedPart } from '../validate/checked.ts';

/** A name of a field is kept; anything that may be a value used as a name is not. */
const NAME = /^[A-Za-z_][\w.-]{0,63}$/;
const OTHERS = '*';
/** The most fields that one batch is measured by; the rest are counted together. */
const MOST_FIELDS = 200;

/** What is counted of a stream as a whole; fields of records never begin like this. */
export const COUNTERS = {
  records: '#records',
  events: '#events',
  duplicates: '#duplicates',
  rejected: '#rejected',
  unknownItems: '#unknown_items',
  namedItems: '#named_items',
  unknownUsers: '#unknown_users',
  newestAt: '#newest_at',
} as const;

export type Counter = keyof typeof COUNTERS;

class Tally implements FieldStatistics {
  counted = 0;
  numbers = 0;
  minimum: number | null = null;
  maximum: number | null = null;
  total = 0;
  squares = 0;

  constructor(readonly field: string) {}

  add(value: unknown): void {
    this.counted += 1;
    if (typeof value !== 'number' || !Number.isFinite(value)) return;
    this.numbers += 1;
    this.minimum = Math.min(this.minimum ?? value, value);
    this.maximum = Math.max(this.maximum ?? value, value);
    this.total += value;
    this.squares += value * value;
  }
}

/**
 * What the records of a batch hold, field by field: how often there is something, and of numbers the
 * range, the sum and the sum of squares. It tells of numbers only, so nobody's value is in it. Fields
 * are those of what records became: `browsing.view` counts the events, `browsing.view.value` those
 * with a value. Figures of two batches add up to those of both.
 */
export function measure(records: readonly PreparedRecord[]): FieldStatistics[] {
  const tallies = new Map<string, Tally>();
  const add = (field: string, value: unknown): void => {
    if (value === null || value === undefined) return;
    let tally = tallies.get(field);
    if (tally === undefined) {
      const kept = tallies.size < MOST_FIELDS ? field : OTHERS;
      tally = tallies.get(kept) ?? new Tally(kept);
      tallies.set(kept, tally);
    }
    tally.add(value);
  };
  for (const { deleted, parts } of records) {
    if (deleted) continue;
    for (const part of parts) measurePart(part, add);
  }
  return [...tallies.values()].map((tally) => ({ ...tally }));
}

type Add = (field: string, value: unknown) => void;

function measurePart(part: CheckedPart, add: Add): void {
  switch (part.kind) {
    case 'event': {
      const kind = `${part.modality}.${part.type}`;
      add(kind, true);
      add(`${kind}.item`, part.itemId);
      add(`${kind}.value`, part.value);
      addNamed(kind, part.attributes, add);
      break;
    }
    case 'item': {
      const { title, price, latitude, longitude, categories, attributes } = part.item;
      add('item', true);
      add('item.title', title);
      add('item.price', price);
      add('item.latitude', latitude);
      add('item.longitude', longitude);
      add('item.categories', categories.length > 0 ? true : null);
      addNamed('item', attributes, add);
      break;
    }
    case 'user':
      add('user', true);
      addNamed('user', part.traits, add);
      break;
    case 'consent':
      add('consent', true);
      break;
  }
}

function addNamed(kind: string, named: Readonly<Record<string, Scalar>>, add: Add): void {
  for (const [name, value] of Object.entries(named)) {
    add(`${kind}.${NAME.test(name) ? name : OTHERS}`, value);
  }
}

/** Counts of a whole stream as figures of their own. */
export function counters(counts: Readonly<Partial<Record<Counter, number>>>): FieldStatistics[] {
  return Object.entries(counts).flatMap(([name, counted]) => {
    if (counted === 0) return [];
    const field = COUNTERS[name as Counter];
    return [{ field, counted, numbers: 0, minimum: null, maximum: null, total: 0, squares: 0 }];
  });
}

/** The instant of the newest event of a batch, as the greatest number of a field. */
export function newest(at: number | null): FieldStatistics[] {
  if (at === null) return [];
  const tally = new Tally(COUNTERS.newestAt);
  tally.add(at);
  return [tally];
}

/** The figures of several days, or batches, as one. */
export function merged(rows: Iterable<FieldStatistics>): Map<string, FieldStatistics> {
  const sums = new Map<string, FieldStatistics>();
  for (const row of rows) {
    const known = sums.get(row.field);
    sums.set(row.field, known === undefined ? row : sumOf(known, row));
  }
  return sums;
}

function sumOf(left: FieldStatistics, right: FieldStatistics): FieldStatistics {
  return {
    field: left.field,
    counted: left.counted + right.counted,
    numbers: left.numbers + right.numbers,
    minimum: extreme(Math.min, left.minimum, right.minimum),
    maximum: extreme(Math.max, left.maximum, right.maximum),
    total: left.total + right.total,
    squares: left.squares + right.squares,
  };
}

function extreme(
  choose: (...values: number[]) => number,
  left: number | null,
  right: number | null,
): number | null {
  if (left === null || right === null) return left ?? right;
  return choose(left, right);
}
