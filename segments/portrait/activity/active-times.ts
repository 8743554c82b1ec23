import { IANAZone } from 'luxon';
import type { UserHistory } from '../../../fusion/index.ts';
import { LEVEL } from '../few.ts';
import { momentsOf } from '../statistics/compare-means.ts';
import { type ShareDifference, shareDifference } from '../statistics/share-difference.ts';

/** When members are active, beside others: shares of their events, every user counting the same. */
export interface ActiveTimes {
  /** [24], by the hour of the user's own clock. */
  readonly hours: readonly ShareDifference[];
  /** [7], from Monday on. */
  readonly weekdays: readonly ShareDifference[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
const DAYS = 7;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;

/**
 * When users do what they do, in the time zone that their trait `timezone` names, UTC without one.
 * Relations with other users are no doings and have no time of day. All intervals of the hours hold
 * together, and so do all of the weekdays (Bonferroni).
 */
export function activeTimes(
  members: readonly UserHistory[],
  others: readonly UserHistory[],
): ActiveTimes {
  const offsets = new Map<string, Map<number, number>>();
  const [own, rest] = [members, others].map((users) =>
    users.flatMap((user) => sharesOf(user, offsets) ?? []),
  );
  const slots = Array.from({ length: HOURS + DAYS }, (_, slot) => {
    const [ours, theirs] = [own, rest].map((users) => {
      const values = Float64Array.from(users, (shares) => shares[slot]);
      return momentsOf(values, [...values.keys()]);
    });
    return shareDifference(ours, theirs, LEVEL / (slot < HOURS ? HOURS : DAYS));
  });
  return { hours: slots.slice(0, HOURS), weekdays: slots.slice(HOURS) };
}

/** [24 hours, 7 weekdays], shares of a user's events; null for one who does nothing. */
function sharesOf(
  { events, traits }: UserHistory,
  offsets: Map<string, Map<number, number>>,
): Float64Array | null {
  const zone = typeof traits.timezone === 'string' ? traits.timezone : '';
  const doings = events.filter(({ otherUserId }) => otherUserId === null);
  if (doings.length === 0) return null;
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const shares = new Float64Array(HOURS + DAYS);
  for (const { at } of doings) {
    const hour = Math.floor((at + offsetOf(zone, at, known)) / HOUR_MS);
    shares[modulo(hour, HOURS)] += 1 / doings.length;
    const day = modulo(Math.floor(hour / HOURS) + FIRST_WEEKDAY, DAYS);
    shares[HOURS + day] += 1 / doings.length;
  }
  return shares;
}

/** Asking for a zone's offset is slow, and within an hour it does not change. */
function offsetOf(zone: string, at: number, known: Map<number, number>): number {
  if (zone === '' || !IANAZone.isValidZone(zone)) return 0;
  const hour = Math.floor(at / HOUR_MS);
  const found = known.get(hour) ?? IANAZone.create(zone).offset(at) * 60_000;
  known.set(hour, found);
  return found;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
