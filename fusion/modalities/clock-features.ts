import type { Event } from '../data/event.ts';

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Names of what `clockFeatures` returns. Hours are UTC: sources say their zone when mapped. */
export const clockFeatureNames = [
  'night_share',
  'morning_share',
  'afternoon_share',
  'evening_share',
  'weekend_share',
] as const;

/** Hour of the day, 0 to 23, UTC. */
export function hourOf(at: number): number {
  return Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
}

/** Day of the week, 0 is Monday, UTC. */
export function weekdayOf(at: number): number {
  // 1970-01-01 was a Thursday.
  return (((Math.floor(at / DAY_MS) + 3) % 7) + 7) % 7;
}

/** When in the day and the week the events happen; the quarters of the day begin at midnight. */
export function clockFeatures(events: readonly Event[]): number[] {
  const quarters = [0, 0, 0, 0];
  let weekend = 0;
  for (const { at } of events) {
    quarters[Math.floor(hourOf(at) / 6)] += 1 / events.length;
    if (weekdayOf(at) >= 5) weekend += 1 / events.length;
  }
  return [...quarters, weekend];
}
