import { RandomSource } from '../../../fusion/index.ts';
import { principalCoordinates, principalDirections } from '../principal-directions.ts';
import { bestGroup, type SoftmaxHead } from '../softmax-head.ts';
import { bySize, sizesOf } from './by-size.ts';
import { countStabilities } from './count-stabilities.ts';
import { kMeans } from './k-means.ts';
import { leanDiscriminants } from './lean-discriminants.ts';
import { LinearDiscriminants } from './linear-discriminants.ts';

/** Groups with what tells them apart. */
export interface DiscriminantGroups {
  /** From rows to one score a group, the largest group first. */
  readonly head: SoftmaxHead;
  readonly count: number;
  /** How well the groups come back on other rows: at most 1. */
  readonly stability: number;
}

/** Most settle after ten. */
const ITERATIONS = 50;
/** Principal coordinates that the start is looked for among; further ones are mostly noise. */
const START_AXES = 24;
/** Fewer in a group are outliers of another. */
const FEWEST = 10;
/** Stabilities that differ by less are equals. */
const ALIKE = 0.02;
const RESAMPLE_STARTS = 5;
const STARTS = 20;

/**
 * Finds groups that linear discriminants tell apart: k-means along the strongest principal directions, then
 * in turn the discriminants of the groups and who falls in which by them, until nobody moves (Ding and
 * Li 2007). A direction along which people differ within groups counts for less with every turn, one that
 * sets groups apart for more. Two groups taken for one come back as well as both, so that of numbers that
 * come back alike the greatest counts.
 * @param rows [users][columns]
 * @param counts the numbers of groups to try, ascending, each at most a third of the users
 */
export function findDiscriminantGroups(
  rows: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): DiscriminantGroups {
  const random = RandomSource.fromSeed(seed);
  const principal = principalDirections(rows, START_AXES);
  const points = rows.map((row) => principalCoordinates(principal, row));
  const found = countStabilities(rows.length, counts, random, (held) => {
    const own = held.map((user) => points[user]);
    const discriminants = new LinearDiscriminants(held.map((user) => rows[user]));
    return (tried) => {
      const head = settle(discriminants, kMeans(own, tried, random, RESAMPLE_STARTS).assignment);
      return (user) => bestGroup(head, rows[user]);
    };
  });
  const most = Math.max(...found.map(({ stability }) => stability));
  const discriminants = new LinearDiscriminants(rows);
  const alike = found
    .filter(({ stability }) => stability >= most - ALIKE)
    .map(({ count, stability }) => {
      const head = settle(discriminants, kMeans(points, count, random, STARTS).assignment);
      const assignment = Int32Array.from(rows, (row) => bestGroup(head, row));
      return { assignment, sizes: sizesOf(assignment, head.bias.length), stability };
    });
  const { assignment, sizes, stability } =
    alike.findLast((one) => Math.min(...one.sizes) >= FEWEST) ?? alike[0];
  const count = sizes.length;
  const head = leanDiscriminants(discriminants, bySize(assignment, count));
  return { head, count, stability };
}

function settle(discriminants: LinearDiscriminants, start: Int32Array): SoftmaxHead {
  let assignment = start;
  let head = discriminants.fit(assignment);
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const next = Int32Array.from(discriminants.rows, (row) => bestGroup(head, row));
    if (next.every((group, user) => group === assignment[user])) break;
    assignment = next;
    head = discriminants.fit(assignment);
  }
  return head;
}
