import { RandomSource } from '../tensor/index.ts';
import { fitItemSpace } from './fit-item-space.ts';
import { fitSharpness } from './fit-sharpness.ts';
import { EQUAL_MIXTURE, FORGETTING_RATES } from './forgetting-bank.ts';
import { type LoggedStream, type PolicyExample, policyExamples } from './policy-examples.ts';
import type { FollowedFold } from './reencode-worth.ts';
import type { StreamSettings } from './stream-settings.ts';

/** Folds of users if nothing else is said. */
const FOLDS = 5;
const START_SHARPNESS = 12;
/** Users whose streams say how sharp likelihoods are. */
const SHARPNESS_USERS = 40;

export interface PreparationSettings {
  readonly itemCount: number;
  readonly novelOnly: boolean;
  readonly seed: number;
  readonly folds?: number;
  /** At most so many examples, of whole streams drawn at random; all by default. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface PreparedExamples {
  readonly stream: StreamSettings;
  readonly examples: readonly PolicyExample[];
  /** The streams of each fold, with the items that were fitted on the others. */
  readonly folds: readonly FollowedFold[];
}

/**
 * Examples from logged streams, cross-fitted: each fold of users is followed through items that were
 * fitted on the other folds, because the vectors of items that a user's own events made would foretell
 * them too well.
 */
export function prepareExamples(
  streams: readonly LoggedStream[],
  {
    itemCount,
    novelOnly,
    seed,
    signal,
    folds = FOLDS,
    limit = Number.POSITIVE_INFINITY,
  }: PreparationSettings,
): PreparedExamples {
  const random = RandomSource.fromSeed(seed);
  const foldOf = foldsOf(streams, folds, random);
  const examples: PolicyExample[] = [];
  const followedFolds: FollowedFold[] = [];
  let stream: StreamSettings = {
    kept: FORGETTING_RATES,
    // Everybody's vector is for the policy alone.
    equal: [...EQUAL_MIXTURE, 0],
    sharpness: START_SHARPNESS,
  };
  for (let own = 0; own < folds; own += 1) {
    signal?.throwIfAborted();
    const others = streams.filter(({ user }) => foldOf.get(user) !== own);
    const space = fitItemSpace(others, itemCount, seed);
    const followed = streams.filter(({ user }) => foldOf.get(user) === own);
    if (own === 0) {
      const few = followed.slice(0, SHARPNESS_USERS);
      const sample = [...policyExamples(space, few, { ...stream, novelOnly }, random)];
      stream = { ...stream, sharpness: fitSharpness(sample, stream.equal) };
    }
    random.shuffle(followed);
    followedFolds.push({ space, streams: followed });
    for (const example of policyExamples(space, followed, { ...stream, novelOnly }, random)) {
      if (examples.length >= ((own + 1) * limit) / folds) break;
      examples.push(example);
    }
  }
  return { stream, examples, folds: followedFolds };
}

/** The fold of each user: all of a user's streams lie in one. */
function foldsOf(
  streams: readonly LoggedStream[],
  folds: number,
  random: RandomSource,
): Map<number, number> {
  const users = [...new Set(streams.map(({ user }) => user))];
  const fold = random.shuffle(Int32Array.from(users, (_, place) => place % folds));
  return new Map(users.map((user, place) => [user, fold[place]]));
}
