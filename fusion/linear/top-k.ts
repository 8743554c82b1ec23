/**
 * The places of the `count` greatest scores among the first `length`, best first. Equal scores keep
 * the order of their places, which say nothing about the items (see `Catalog`).
 */
export function topK(scores: ArrayLike<number>, length: number, count: number): Int32Array {
  const size = Math.min(count, length);
  if (size <= 0) return new Int32Array(0);
  // Of one kind, whatever the scores are: what has seen several kinds of arrays is slow for each.
  const all = scores instanceof Float64Array ? scores : doublesOf(scores, length);
  // A heap of the best so far with the worst of them on top, scores beside places.
  const places = new Int32Array(size);
  const best = new Float64Array(size);
  for (let place = 0; place < size; place += 1) {
    places[place] = place;
    best[place] = all[place];
  }
  for (let place = (size >> 1) - 1; place >= 0; place -= 1) {
    sink(best, places, place, size, best[place], places[place]);
  }
  let worst = best[0];
  for (let candidate = size; candidate < length; candidate += 1) {
    const score = all[candidate];
    // One that comes later must be truly better.
    if (score > worst) {
      sink(best, places, 0, size, score, candidate);
      worst = best[0];
    }
  }
  for (let end = size - 1; end > 0; end -= 1) {
    const score = best[0];
    const place = places[0];
    sink(best, places, 0, end, best[end], places[end]);
    best[end] = score;
    places[end] = place;
  }
  return places;
}

/** Puts a score with its place where it belongs below `from`; what was at `from` is overwritten. */
function sink(
  best: Float64Array,
  places: Int32Array,
  from: number,
  end: number,
  score: number,
  place: number,
): void {
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= end) break;
    let below = best[child];
    if (child + 1 < end) {
      const other = best[child + 1];
      if (other < below || (other === below && places[child + 1] > places[child])) {
        child += 1;
        below = other;
      }
    }
    if (!(below < score || (below === score && places[child] > place))) break;
    best[at] = below;
    places[at] = places[child];
    at = child;
  }
  best[at] = score;
  places[at] = place;
}

function doublesOf(scores: ArrayLike<number>, length: number): Float64Array {
  const doubles = new Float64Array(length);
  for (let place = 0; place < length; place += 1) doubles[place] = scores[place];
  return doubles;
}
