/**
 * Log-scores with the popularity of the items taken out by so much: s - dial · log p(item). At 0 the
 * lists are the most accurate ones; at 1 an item stands where it does because of this user alone, as
 * by pointwise mutual information; between, precision is traded for a wider part of the catalogue.
 * @param scores log-scores up to a constant, [candidates]
 * @param counts users of each candidate, [candidates]; an item of nobody counts as one of one user
 * @param dial 0 to 1
 */
export function dialPopularity(
  scores: ArrayLike<number>,
  counts: ArrayLike<number>,
  dial: number,
): Float32Array {
  if (!(dial >= 0 && dial <= 1)) {
    throw new RangeError(`The dial of popularity goes from 0 to 1, not to ${dial}.`);
  }
  return Float32Array.from(scores, (score, at) => score - dial * Math.log(Math.max(counts[at], 1)));
}
