import { dot, topK } from '../linear/index.ts';
import type { RandomSource } from '../tensor/index.ts';
import type { ItemSpace } from './item-space.ts';

/** The likeliest items by the equal mixture, and others drawn evenly from the rest. */
const HARDEST = 24;
const DRAWN = 39;
const CANDIDATES = 1 + HARDEST + DRAWN;

/** Items that stand for the whole catalogue in one loss, the target first; all of a small one. */
export interface Candidates {
  /** [candidates] */
  readonly items: Int32Array;
  /** What is added to each one's logit: the log of how many items it stands for, [candidates]. */
  readonly corrections: Float32Array;
}

/**
 * Draws candidates such that the sum over them estimates the softmax's over all items without bias:
 * the likeliest ones stand for themselves, the drawn ones for the rest (importance sampling, Bengio and
 * Senécal 2003, with a stratum of certainty).
 * @param mean the equal mixture's vector, [dimension]
 * @param excluded items that were not on offer
 */
export function sampleCandidates(
  space: ItemSpace,
  mean: Float64Array,
  target: number,
  excluded: (item: number) => boolean,
  random: RandomSource,
): Candidates {
  const { vectors, dimension, count } = space;
  const scores = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  let offered = 0;
  for (let item = 0; item < count; item += 1) {
    if (item === target || excluded(item)) continue;
    scores[item] = dot(mean, 0, vectors, item * dimension, dimension);
    offered += 1;
  }
  if (offered < CANDIDATES) {
    const others = topK(scores, count, offered);
    return { items: Int32Array.of(target, ...others), corrections: new Float32Array(offered + 1) };
  }
  const hardest = topK(scores, count, HARDEST);
  const items = new Int32Array(CANDIDATES);
  const corrections = new Float32Array(CANDIDATES);
  items[0] = target;
  items.set(hardest, 1);
  for (const item of hardest) scores[item] = Number.NEGATIVE_INFINITY;
  for (let place = 1 + HARDEST; place < CANDIDATES; place += 1) {
    let item = random.below(count);
    while (scores[item] === Number.NEGATIVE_INFINITY) item = random.below(count);
    items[place] = item;
    corrections[place] = Math.log((offered - HARDEST) / DRAWN);
  }
  return { items, corrections };
}

/**
 * What candidates score under some vectors.
 * @param directions the vectors in one piece, [vectors, dimension]
 * @returns [candidates, vectors]
 */
export function candidateProducts(
  { vectors, dimension }: ItemSpace,
  candidates: Int32Array,
  directions: Float64Array,
): Float32Array {
  const count = directions.length / dimension;
  const products = new Float32Array(candidates.length * count);
  candidates.forEach((item, place) => {
    for (let own = 0; own < count; own += 1) {
      const product = dot(directions, own * dimension, vectors, item * dimension, dimension);
      products[place * count + own] = product;
    }
  });
  return products;
}
