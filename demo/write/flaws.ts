import type { Random } from '../random.ts';
import { DAY, HOUR, MINUTE } from '../time.ts';

/** What is wrong with the shop's files, as shares of rows: what a source in the field gets wrong. */
export const FLAWS = {
  /** Arrives hours or days after it happened. */
  late: 0.02,
  /** Arrives minutes later than its neighbours. */
  outOfOrder: 0.03,
  /** Is delivered twice, word for word. */
  duplicated: 0.01,
  /** Cannot be read. */
  malformed: 0.003,
  /** Names an item that the catalogue does not know. */
  unknownItem: 0.005,
  /** Names nobody. */
  nobody: 0.001,
  /** Written by a clock that runs decades ahead. */
  future: 0.0005,
  /** Replaced later by a row of the same key. */
  corrected: 0.02,
} as const;

/** When a row reaches the shop. */
export function arrival(random: Random, at: number): number {
  if (random.chance(FLAWS.late)) return Math.round(at + random.between(1 * HOUR, 3 * DAY));
  if (random.chance(FLAWS.outOfOrder)) return Math.round(at + random.between(0, 20 * MINUTE));
  return at;
}

/** Whether and when the row is delivered once more. */
export function secondArrival(random: Random, arrivedAt: number): number | null {
  if (!random.chance(FLAWS.duplicated)) return null;
  return Math.round(arrivedAt + random.between(0, 2 * HOUR));
}
