import type { RandomSource } from '../../../fusion/index.ts';
import { adjustedRandIndex } from './adjusted-rand-index.ts';

/** Prepares to group some of the users; then, for a number of groups, tells where anybody falls. */
export type GroupSome = (held: readonly number[]) => (count: number) => (user: number) => number;

/** Users that are looked at while the number is chosen; more change nothing but the time. */
const SAMPLE = 4_000;
const RESAMPLES = 8;

/** How well a number of groups comes back on other users: at most 1. */
export interface CountStability {
  readonly count: number;
  readonly stability: number;
}

/**
 * How well each number of groups comes back when other users are looked at: bootstrap resamples are
 * grouped, all users assigned by each, and the mean adjusted Rand index between them is taken (Fang and
 * Wang 2012).
 */
export function countStabilities(
  users: number,
  counts: readonly number[],
  random: RandomSource,
  group: GroupSome,
): CountStability[] {
  const sample = [...random.shuffle(Int32Array.from({ length: users }, (_, user) => user))].slice(
    0,
    SAMPLE,
  );
  const resamples = Array.from({ length: RESAMPLES }, () => group(resample(sample, random)));
  return counts.map((count) => {
    const groupings = resamples.map((grouped) => Int32Array.from(sample, grouped(count)));
    return { count, stability: meanAgreement(groupings) };
  });
}

/** Drawn with replacement; what is drawn twice counts once, as a user is one user. */
export function resample<Point>(points: readonly Point[], random: RandomSource): Point[] {
  const held = new Set<Point>();
  for (let draw = 0; draw < points.length; draw += 1) held.add(points[random.below(points.length)]);
  return [...held];
}

/** The mean adjusted Rand index between any two groupings of the same points. */
export function meanAgreement(groupings: readonly ArrayLike<number>[]): number {
  const agreements = groupings.flatMap((left, place) =>
    groupings.slice(place + 1).map((right) => adjustedRandIndex(left, right)),
  );
  return agreements.reduce((sum, agreement) => sum + agreement, 0) / agreements.length;
}
