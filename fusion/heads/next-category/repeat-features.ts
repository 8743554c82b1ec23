import type { SparseMatrix } from '../../linear/index.ts';
import { type FeatureTable, featureTable } from '../feature-table.ts';
import { type BasketLog, decayedCounts, logBefore } from './basket-log.ts';
import { neighbourShares } from './neighbour-baskets.ts';

const PERIOD = 28;
const PERIODS = 6;
const HALF_LIVES = [14, 42, 120];
const NEIGHBOUR_HALF_LIFE = 84;
const NEIGHBOURS = 100;
/** Popular categories that every user is a candidate for, bought before or not. */
const POPULAR = 60;

/** Pairs of a user and a category that may be bought next, with all that is known of them. */
export interface RepeatCandidates {
  /** [pairs] */
  readonly user: Int32Array;
  readonly category: Int32Array;
  /** One row a pair. */
  readonly table: FeatureTable;
}

/**
 * Candidates of some users at a cut: what they bought before, and what is popular. Each pair is
 * told by how often, how lately and how regularly (whether it is due), by the user's other baskets,
 * by like-minded users and by everybody.
 * @param cut a day; only days before it are read
 */
export function repeatCandidates(
  whole: BasketLog,
  users: ArrayLike<number>,
  cut: number,
): RepeatCandidates {
  const log = logBefore(whole, cut);
  const buyers = (from: number): Float64Array => buyersSince(log, from);
  const [all, lately, before] = [buyers(-Infinity), buyers(cut - PERIOD), buyers(cut - 3 * PERIOD)];
  const popular = [...all.keys()].sort((left, right) => all[right] - all[left]).slice(0, POPULAR);
  const near = neighbourShares(decayedCounts(log, cut, NEIGHBOUR_HALF_LIFE), NEIGHBOURS);
  const pairs: { user: number; category: number; values: number[] }[] = [];
  for (let at = 0; at < users.length; at += 1) {
    const user = users[at];
    const baskets = log.basketDays[user];
    const ofUser = [baskets.length, since(baskets, cut - 84), since(baskets, cut - PERIOD)];
    const decayedBaskets = HALF_LIVES.map((halfLife) => decayed(baskets, cut, halfLife));
    const nearest = rowMap(near, user);
    for (const category of new Set([...log.daysOf[user].keys(), ...popular])) {
      const days = log.daysOf[user].get(category) ?? [];
      const periods = Array.from({ length: PERIODS }, (_, period): number => {
        const until = cut - period * PERIOD;
        return days.some((day) => day < until && day >= until - PERIOD) ? 1 : 0;
      });
      const recency = days.length > 0 ? cut - days[days.length - 1] : Number.NaN;
      const span = days.length > 1 ? (days[days.length - 1] - days[0]) / (days.length - 1) : NaN;
      const lastGap = days.length > 1 ? days[days.length - 1] - days[days.length - 2] : Number.NaN;
      pairs.push({
        user,
        category,
        values: [
          Math.log1p(days.length),
          since(days, cut - PERIOD),
          since(days, cut - 84),
          ...HALF_LIVES.map((halfLife, place) => {
            return (decayed(days, cut, halfLife) + 0.02) / (decayedBaskets[place] + 1);
          }),
          (days.length + 0.02) / (baskets.length + 1),
          periods[0],
          periods[1],
          periods.reduce((sum, bought) => sum + bought, 0),
          recency,
          span,
          lastGap,
          recency / (span + 1),
          nearest.get(category) ?? 0,
          Math.log1p(all[category]),
          Math.log1p(lately[category]),
          (lately[category] + 1) / (before[category] / 3 + 1),
          ...ofUser.map(Math.log1p),
        ],
      });
    }
  }
  const table = featureTable(
    NAMES.map((name, at) => ({
      name,
      group: GROUPS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'repeat',
      values: Float64Array.from(pairs, ({ values }) => values[at]),
    })),
  );
  return {
    user: Int32Array.from(pairs, ({ user }) => user),
    category: Int32Array.from(pairs, ({ category }) => category),
    table,
  };
}

const NAMES = [
  'log_count',
  'count_28d',
  'count_84d',
  ...HALF_LIVES.map((halfLife) => `share_of_baskets_decayed_${halfLife}d`),
  'share_of_baskets',
  'bought_last_period',
  'bought_period_before',
  'periods_bought',
  'recency_days',
  'gap_mean_days',
  'gap_last_days',
  'recency_against_gap',
  'neighbours_share',
  'everybody_log_buyers',
  'everybody_log_buyers_28d',
  'everybody_growth',
  'user_log_baskets',
  'user_log_baskets_84d',
  'user_log_baskets_28d',
];
const GROUPS = [
  ['neighbours', 'neighbours'],
  ['everybody', 'everybody'],
  ['user', 'user'],
] as const;

function since(days: readonly number[], from: number): number {
  return days.reduce((count, day) => count + (day >= from ? 1 : 0), 0);
}

function decayed(days: readonly number[], cut: number, halfLife: number): number {
  return days.reduce((sum, day) => sum + 0.5 ** ((cut - 1 - day) / halfLife), 0);
}

/** How many users bought each category since a day, [categories]. */
function buyersSince(log: BasketLog, from: number): Float64Array {
  const buyers = new Float64Array(log.categories);
  for (const own of log.daysOf) {
    for (const [category, days] of own) {
      if (days[days.length - 1] >= from) buyers[category] += 1;
    }
  }
  return buyers;
}

function rowMap(matrix: SparseMatrix, row: number): Map<number, number> {
  const result = new Map<number, number>();
  for (let at = matrix.pointers[row]; at < matrix.pointers[row + 1]; at += 1) {
    result.set(matrix.indices[at], matrix.values[at]);
  }
  return result;
}
