/**
 * The places of the `count` greatest scores among the first `length`, best first. Equal scores keep
 * the order of their places, which say nothing about the items (see `Catalog`).
 */
export function topK(scores: ArrayLike<number>, length: number, count: number): Int32Array {
  const size = Math.min(count, length);
  if (size <= 0) return new Int32Array(0);
  // A heap of the best so far with the worst of them on top.
  const heap = new Int32Array(size);
  const worse = (left: number, right: number): boolean =>
    scores[left] < scores[right] || (scores[left] === scores[right] && left > right);
  const sink = (from: number, end: number): void => {
    let place = from;
    const moved = heap[place];
    for (;;) {
      let child = 2 * place + 1;
      if (child >= end) break;
      if (child + 1 < end && worse(heap[child + 1], heap[child])) child += 1;
      if (!worse(heap[child], moved)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = moved;
  };
  for (let place = 0; place < size; place += 1) heap[place] = place;
  for (let place = (size >> 1) - 1; place >= 0; place -= 1) sink(place, size);
  for (let candidate = size; candidate < length; candidate += 1) {
    // One that comes later must be truly better.
    if (scores[candidate] > scores[heap[0]]) {
      heap[0] = candidate;
      sink(0, size);
    }
  }
  for (let end = size - 1; end > 0; end -= 1) {
    const worst = heap[0];
    heap[0] = heap[end];
    heap[end] = worst;
    sink(0, end);
  }
  return heap;
}
