import { AdaptationModel } from './adaptation-model.ts';
import { FEWEST_EVENTS } from './choice.ts';
import { fitItemSpace } from './fit-item-space.ts';
import { GuardrailTest } from './guardrail-test.ts';
import { ItemSpace } from './item-space.ts';
import type { LoggedStream } from './policy-examples.ts';
import { prepareExamples } from './prepare-examples.ts';
import { REENCODE_PRICE } from './reencode-gate.ts';
import { trainGate } from './train-gate.ts';
import { POLICY_TRAINING, trainPolicy } from './train-policy.ts';

/** With fewer logged events no policy is learned. */
const FEWEST_EXAMPLES = 200;
/** More teach nothing that these do not. */
const MOST_EXAMPLES = 6_000;
/** The same for when to re-encode; each costs a few tenths of a millisecond. */
const MOST_WORTHS = 3_000;
/** Two halves of the people are enough to follow everybody through items of others. */
const FOLDS = 2;

/**
 * Learns a policy from a shop's logged streams, one a user and modality; null where there is too little.
 * @param price log-likelihood that a full re-encode must bring for each event that it reads again
 * @throws {RangeError} for a price below 0
 */
export function fitAdaptation(
  streams: readonly LoggedStream[],
  itemCount: number,
  seed: number,
  price = REENCODE_PRICE,
  signal?: AbortSignal,
): AdaptationModel | null {
  const long = streams.filter(({ items }) => items.length > 1);
  if (long.length < 2 * FOLDS) return null;
  const { stream, examples, folds } = prepareExamples(long, {
    ...{ itemCount, seed, signal },
    novelOnly: false,
    folds: FOLDS,
    limit: MOST_EXAMPLES,
  });
  if (examples.length < FEWEST_EXAMPLES) return null;
  const trained = trainPolicy(examples, stream, { ...POLICY_TRAINING, seed }, signal);
  const policy = trainGate(trained.policy, folds, {
    ...{ seed, price, signal },
    // With fewer nobody is asked, so these must not teach.
    fewest: FEWEST_EVENTS,
    limit: MOST_WORTHS,
  });
  const test = new GuardrailTest();
  for (const gain of trained.heldOutGains) test.observe(gain);
  const { vectors, dimension, everybody } = fitItemSpace(long, itemCount, seed);
  // As it will be read back: a model that is loaded chooses what the one that was trained chose.
  const rounded = (values: Float64Array) => Float64Array.from(Float32Array.from(values));
  const space = new ItemSpace(rounded(vectors), dimension, {
    everybody: rounded(everybody),
  });
  return new AdaptationModel(policy, space, test.evidence);
}
