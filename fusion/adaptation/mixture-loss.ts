import type { PolicyExample } from './policy-examples.ts';

/**
 * Minus the log-likelihood of an example's target under a mixture: a softmax over the candidates of
 * sharpness · Σ weight · score, each with its correction.
 * @param weights [rates]
 * @param slope if given, becomes the derivative by each weight, [rates]
 */
export function mixtureLoss(
  weights: ArrayLike<number>,
  { scores, corrections }: Pick<PolicyExample, 'scores' | 'corrections'>,
  sharpness: number,
  slope?: Float64Array,
): number {
  const rates = weights.length;
  const candidates = corrections.length;
  const logits = new Float64Array(candidates);
  let highest = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < candidates; place += 1) {
    let sum = 0;
    for (let rate = 0; rate < rates; rate += 1) sum += weights[rate] * scores[place * rates + rate];
    logits[place] = sharpness * sum + corrections[place];
    if (logits[place] > highest) highest = logits[place];
  }
  let total = 0;
  for (let place = 0; place < candidates; place += 1) total += Math.exp(logits[place] - highest);
  const logTotal = highest + Math.log(total);
  if (slope !== undefined) {
    slope.fill(0);
    for (let place = 0; place < candidates; place += 1) {
      const excess = Math.exp(logits[place] - logTotal) - (place === 0 ? 1 : 0);
      for (let rate = 0; rate < rates; rate += 1) {
        slope[rate] += sharpness * excess * scores[place * rates + rate];
      }
    }
  }
  return logTotal - logits[0];
}
