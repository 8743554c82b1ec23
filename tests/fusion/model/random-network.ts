import { FusionNetwork, initialWeights, NETWORK_DEFAULTS } from '../../../fusion/model/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { fitScales } from '../../../fusion/training/fit-scales.ts';
import type { TrainingSet } from '../../../fusion/training/index.ts';

/** A network whose every weight is random, the ones that start at zero too, so that nothing hides. */
export function randomNetwork(set: TrainingSet, seed = 3): FusionNetwork {
  const random = RandomSource.fromSeed(seed);
  const weights = initialWeights(set.schema, NETWORK_DEFAULTS, random);
  for (const values of [weights.flat, weights.candidateItems.values]) {
    for (let index = 0; index < values.length; index += 1) values[index] += 0.1 * random.normal();
  }
  return new FusionNetwork({
    schema: set.schema,
    settings: NETWORK_DEFAULTS,
    scales: fitScales([set]),
    weights,
    calibrations: [
      { slope: 1.2, intercept: -0.1, error: 0.4 },
      { slope: 40, intercept: 130, error: null },
    ],
    voices: [],
  });
}
