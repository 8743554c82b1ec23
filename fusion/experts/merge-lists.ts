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
  // How deep the next of each list stands; a list that is over has none.
  const depths = Float64Array.from(lists, ({ items, asked }) => depthOf(0, items.length, asked));
  for (;;) {
    let next = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let list = 0; list < depths.length; list += 1) {
      if (depths[list] >= least) continue;
      least = depths[list];
      next = list;
    }
    if (next < 0) return Int32Array.from(found);
    const { items, asked } = lists[next];
    found.add(items[places[next]]);
    places[next] += 1;
    depths[next] = depthOf(places[next], items.length, asked);
  }
}

function depthOf(place: number, length: number, asked: number): number {
  return place < length ? (place + 0.5) / asked : Number.POSITIVE_INFINITY;
}
