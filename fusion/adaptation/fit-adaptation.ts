import { AdaptationModel } from './adaptation-model.ts';
import { fitItemSpace } from './fit-item-space.ts';
import { GuardrailTest } from './guardrail-test.ts';
import { ItemSpace } from './item-space.ts';
import type { LoggedStream } from './policy-examples.ts';
import { prepareExamples } from './prepare-examples.ts';
import { POLICY_TRAINING, trainPolicy } from './train-policy.ts';

/** With fewer logged events no policy is learned. */
const FEWEST_EXAMPLES = 200;
/** More teach nothing that these do not. */
const MOST_EXAMPLES = 6_000;
/** Two halves of the people are enough to follow everybody through items of others. */
const FOLDS = 2;

/** Learns a policy from a shop's logged streams, one a user and modality; null where there is too little. */
export function fitAdaptation(
  streams: readonly LoggedStream[],
  itemCount: number,
  seed: number,
  signal?: AbortSignal,
): AdaptationModel | null {
  const long = streams.filter(({ items }) => items.length > 1);
  if (long.length < 2 * FOLDS) return null;
  const { stream, examples } = prepareExamples(long, {
    ...{ itemCount, seed, signal },
    novelOnly: false,
    folds: FOLDS,
    limit: MOST_EXAMPLES,
  });
  if (examples.length < FEWEST_EXAMPLES) return null;
  const { policy, heldOutGains } = trainPolicy(
    examples,
    stream,
    { ...POLICY_TRAINING, seed },
    signal,
  );
  const test = new GuardrailTest();
  for (const gain of heldOutGains) test.observe(gain);
  const { vectors, dimension } = fitItemSpace(long, itemCount, seed);
  // As it will be read back: a model that is loaded chooses what the one that was trained chose.
  const space = new ItemSpace(Float64Array.from(Float32Array.from(vectors)), dimension);
  return new AdaptationModel(policy, space, test.evidence);
}
