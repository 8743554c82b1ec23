import { SparseMatrix } from '../../linear/index.ts';

/** On which days each user bought from each category, a basket counting once. */
export interface BasketLog {
  readonly users: number;
  readonly categories: number;
  /** Days of each user's baskets, ascending. */
  readonly basketDays: readonly (readonly number[])[];
  /** By user: the days of baskets with each category, ascending. */
  readonly daysOf: readonly ReadonlyMap<number, readonly number[]>[];
}

/** One category of one basket. */
export interface BasketEntry {
  readonly user: number;
  readonly basket: number;
  readonly category: number;
  readonly day: number;
}

/** @param entries in order of time; a category that a basket holds twice counts once */
export function basketLog(
  users: number,
  categories: number,
  entries: Iterable<BasketEntry>,
): BasketLog {
  const basketDays = Array.from({ length: users }, (): number[] => []);
  const daysOf = Array.from({ length: users }, () => new Map<number, number[]>());
  const baskets = new Map<number, Set<number>>();
  for (const { user, basket, category, day } of entries) {
    let known = baskets.get(basket);
    if (known === undefined) {
      known = new Set();
      baskets.set(basket, known);
      basketDays[user].push(day);
    }
    if (known.has(category)) continue;
    known.add(category);
    const days = daysOf[user].get(category);
    if (days === undefined) daysOf[user].set(category, [day]);
    else days.push(day);
  }
  return { users, categories, basketDays, daysOf };
}

/** What happened before a cut. */
export function logBefore(log: BasketLog, cut: number): BasketLog {
  const earlier = (days: readonly number[]): number[] => days.filter((day) => day < cut);
  return {
    ...log,
    basketDays: log.basketDays.map(earlier),
    daysOf: log.daysOf.map(
      (own) =>
        new Map(
          [...own]
            .map(([category, days]) => [category, earlier(days)] as const)
            .filter(([, days]) => days.length > 0),
        ),
    ),
  };
}

/** [users, categories]: how often each was bought before the cut, half as much for every half-life past. */
export function decayedCounts(log: BasketLog, cut: number, halfLife: number): SparseMatrix {
  return SparseMatrix.fromRows(
    log.categories,
    log.daysOf.map((own) => ({
      indices: [...own.keys()],
      values: Array.from(own.values(), (days) =>
        days.reduce((sum, day) => sum + 0.5 ** ((cut - 1 - day) / halfLife), 0),
      ),
    })),
  );
}
