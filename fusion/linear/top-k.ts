import { DOUBLE, Kernels } from './kernels/kernels.ts';

/** What a score takes with its place, which lies behind it, in doubles and in whole numbers. */
const PAIR = 2;
const WHOLES = 4;

/** Longer lists are sorted outside of the kernels, whose memory (40 bytes a score) is never given back. */
export const MOST_SCORES: number = 2 ** 18;

let kernels: Kernels | null = null;

/**
 * The places of the `count` greatest scores among the first `length`, best first. Equal scores keep
 * the order of their places, which say nothing about the items (see `Catalog`). None may be NaN.
 * @throws RangeError for a length beyond the scores
 */
export function topK(scores: ArrayLike<number>, length: number, count: number): Int32Array {
  if (length > scores.length) {
    throw new RangeError(`The best of ${length} scores were asked for, of ${scores.length}.`);
  }
  const size = Math.min(count, length);
  if (size <= 0) return new Int32Array(0);
  if (length > MOST_SCORES) {
    const places = Int32Array.from({ length }, (_, place) => place);
    return places.sort((one, other) => scores[other] - scores[one] || one - other).slice(0, size);
  }
  kernels ??= new Kernels();
  // Scores are read four at a time; pairs lie at multiples of what they take.
  const pairs = PAIR * Math.ceil((length + 3) / PAIR);
  const spare = pairs + PAIR * (length + 1);
  const memory = kernels.doubles(spare + PAIR * (length + 1));
  if (scores instanceof Float64Array) {
    memory.set(scores.length === length ? scores : scores.subarray(0, length));
  } else {
    for (let place = 0; place < length; place += 1) memory[place] = scores[place];
  }
  const best = kernels.run.greatest(0, length, size, pairs * DOUBLE, spare * DOUBLE);
  const found = new Int32Array(memory.buffer, best, size * WHOLES);
  const places = new Int32Array(size);
  for (let place = 0; place < size; place += 1) places[place] = found[place * WHOLES + 2];
  return places;
}
