/** What one source proposes, best first. */
export interface ProposedList {
  readonly items: ArrayLike<number>;
  /** How many it was asked for: its voice among the others, also where it has fewer. */
  readonly asked: number;
}

/**
 * The distinct items of all lists, best first: what stands equally deep in lists of different lengths, as a
 * share of what was asked of each, comes equally early.
 */
export function mergeLists(lists: readonly ProposedList[]): Int32Array {
  const found = new Set<number>();
  const places = new Int32Array(lists.length);
  for (;;) {
    let next = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let list = 0; list < lists.length; list += 1) {
      const { items, asked } = lists[list];
      const depth = (places[list] + 0.5) / asked;
      if (places[list] >= items.length || depth >= least) continue;
      least = depth;
      next = list;
    }
    if (next < 0) return Int32Array.from(found);
    found.add(lists[next].items[places[next]]);
    places[next] += 1;
  }
}
