import { RandomSource } from '../../fusion/tensor/random-source.ts';

export interface Interval {
  /** Mean of left minus right. */
  readonly difference: number;
  /** 95% percentile interval. */
  readonly low: number;
  readonly high: number;
}

/** How sure a mean difference between paired scores is (Efron and Tibshirani 1993, percentile method). */
export function pairedBootstrap(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  options: { readonly seed: number; readonly rounds?: number },
): Interval {
  if (left.length !== right.length || left.length === 0) {
    throw new RangeError(`${left.length} and ${right.length} scores are not pairs.`);
  }
  const rounds = options.rounds ?? 2000;
  const random = RandomSource.fromSeed(options.seed);
  const differences = Float64Array.from({ length: left.length }, (_, k) => left[k] - right[k]);
  const means = new Float64Array(rounds);
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    for (let draw = 0; draw < differences.length; draw += 1) {
      sum += differences[random.below(differences.length)];
    }
    means[round] = sum / differences.length;
  }
  means.sort();
  return {
    difference: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    low: means[Math.floor(0.025 * (rounds - 1))],
    high: means[Math.ceil(0.975 * (rounds - 1))],
  };
}
