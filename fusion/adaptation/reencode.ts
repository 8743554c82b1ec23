import { addScaled, factorCholesky, solveCholesky } from '../linear/index.ts';
import type { TasteStream } from './taste-stream.ts';

/** Events further back are not read again. */
const MOST_EVENTS = 400;
/** Events that count for less beside the last one are left out. */
const LEAST_COUNT = 1e-4;
/**
 * How much surer one is of an item that somebody turned to than of one that they did not. Of .5, 1, 4, 12
 * and 40 the greatest under which films of the earlier part are foretold better and ranked as well.
 */
const CONFIDENCE = 12;

/** How many events a full re-encode reads: what it costs. */
export function eventsToRead({ count }: Pick<TasteStream, 'count'>): number {
  return Math.min(MOST_EVENTS, count);
}

/**
 * A full re-encode: the vector under some weights solved anew from the events themselves, (G + c·VᵀKV) x =
 * VᵀK1, where K says how much each event counts under the weights. Stepping from event to event adds imprints
 * as if each event were alone; here those that say the same share what they say.
 * @param weights [rates] or [rates + 1], as a policy gives them
 * @returns what items are ranked by, as long as what it takes the place of, [dimension]
 */
export function reencode(stream: TasteStream, weights: ArrayLike<number>): Float64Array {
  const { space, settings, items, lengths, directions } = stream;
  const { vectors, dimension, gram } = space;
  const rates = settings.kept.length;
  const stepped = new Float64Array(dimension);
  for (let rate = 0; rate < rates; rate += 1) {
    addScaled(stepped, 0, weights[rate], directions, rate * dimension, dimension);
  }
  const first = Math.max(0, items.length - MOST_EVENTS);
  const shares = Float64Array.from(lengths, (length, rate) => weights[rate] / (length || 1));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const matrix = gram.slice();
  const solved = new Float64Array(dimension);
  for (let event = items.length - 1; event >= first; event -= 1) {
    const counts = shares.reduce((sum, share) => sum + share, 0) / whole;
    for (let rate = 0; rate < rates; rate += 1) shares[rate] *= settings.kept[rate];
    if (counts < LEAST_COUNT) continue;
    const from = items[event] * dimension;
    addScaled(solved, 0, counts, vectors, from, dimension);
    // The factor reads the lower triangle alone.
    for (let row = 0; row < dimension; row += 1) {
      const scale = CONFIDENCE * counts * vectors[from + row];
      addScaled(matrix, row * dimension, scale, vectors, from, row + 1);
    }
  }
  factorCholesky(matrix, dimension);
  solveCholesky(matrix, dimension, solved);
  const scale = Math.hypot(...stepped) / (Math.hypot(...solved) || 1);
  const vector = solved.map((value) => value * scale);
  addScaled(vector, 0, weights[rates] ?? 0, space.everybody, 0, dimension);
  return vector;
}
