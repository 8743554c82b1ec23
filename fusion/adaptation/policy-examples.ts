import type { RandomSource } from '../tensor/index.ts';
import { mixture } from './adaptation-policy.ts';
import type { ItemSpace } from './item-space.ts';
import { candidateProducts, sampleCandidates } from './sample-candidates.ts';
import type { StreamSettings } from './stream-settings.ts';
import { TasteStream } from './taste-stream.ts';

/** One user's logged events of one modality in order of time; arrays are parallel. */
export interface LoggedStream {
  /** Whose it is, by number: one user may have a stream of each modality. */
  readonly user: number;
  readonly items: ArrayLike<number>;
  /** Milliseconds since the epoch. */
  readonly at: ArrayLike<number>;
  /** The first event that teaches; those before it are followed only. The second if nothing is said. */
  readonly from?: number;
}

/** What one event teaches: the state before it, and how each rate scored it and other items. */
export interface PolicyExample {
  /** Whose event it is, so that whole users can be held out. */
  readonly user: number;
  /** Raw, [features] */
  readonly features: Float32Array;
  /** Each weighted vector's product with each candidate, the target first, [candidates, weights]. */
  readonly scores: Float32Array;
  /** [candidates] */
  readonly corrections: Float32Array;
}

/** How streams become examples. */
export interface ExampleSettings extends StreamSettings {
  /** Whether an item that a user had before is off the list, as among films. */
  readonly novelOnly: boolean;
}

/**
 * Follows streams and makes an example of every event but a user's first ones.
 * @param space fitted on other users than these
 */
export function* policyExamples(
  space: ItemSpace,
  streams: Iterable<LoggedStream>,
  settings: ExampleSettings,
  random: RandomSource,
): Generator<PolicyExample> {
  const { dimension } = space;
  const weighted = settings.equal.length * dimension;
  for (const { user, items, at, from = 1 } of streams) {
    const stream = new TasteStream(space, settings);
    const seen = new Set<number>();
    for (let event = 0; event < items.length; event += 1) {
      const target = items[event];
      if (event >= from) {
        const { directions } = stream;
        const mean = mixture(settings.equal, directions, dimension);
        const excluded = (item: number) => settings.novelOnly && seen.has(item);
        const { items: candidates, corrections } = sampleCandidates(
          space,
          mean,
          target,
          excluded,
          random,
        );
        const scores = candidateProducts(space, candidates, directions.subarray(0, weighted));
        yield { user, features: Float32Array.from(stream.features()), scores, corrections };
      }
      stream.observe(target, at[event]);
      seen.add(target);
    }
  }
}
