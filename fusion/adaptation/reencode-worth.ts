import type { RandomSource } from '../tensor/index.ts';
import { type AdaptationPolicy, mixture } from './adaptation-policy.ts';
import type { ItemSpace } from './item-space.ts';
import { mixtureLoss } from './mixture-loss.ts';
import type { LoggedStream } from './policy-examples.ts';
import { eventsToRead, reencode } from './reencode.ts';
import { candidateProducts, sampleCandidates } from './sample-candidates.ts';
import { TasteStream } from './taste-stream.ts';

/** Streams with items that were fitted to other people. */
export interface FollowedFold {
  readonly space: ItemSpace;
  readonly streams: readonly LoggedStream[];
}

/** What a full re-encode before one logged event would have been worth. */
export interface ReencodeWorth {
  /** Standardised, [features]. */
  readonly features: Float64Array;
  /** Log-likelihood of the event with it less that without. */
  readonly gain: number;
  /** Events that it reads. */
  readonly cost: number;
  /** Events so far. */
  readonly events: number;
}

/** One user's stream, with what each re-encode in it would have been worth. */
export interface WorthStream {
  readonly user: number;
  readonly worth: readonly ReencodeWorth[];
}

/** Which events are followed, and how. */
export interface WorthSettings {
  /** At most so many events, of whole streams drawn at random; all by default. */
  readonly limit?: number;
  /** Events before the first for which a re-encode can be asked; without any there is nothing to read. */
  readonly fewest?: number;
  /** Whether an item that a user had before is off the list, as among films. */
  readonly novelOnly?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Follows streams with a full re-encode before every event and without. The likelihoods are those that teach
 * the policy: among the items that were on offer. One that counts items which somebody had before would praise
 * a re-encode for foretelling these, the more of them the longer the stream.
 */
export function worthOfReencodes(
  policy: AdaptationPolicy,
  folds: readonly FollowedFold[],
  { limit = Number.POSITIVE_INFINITY, fewest = 1, novelOnly = false, signal }: WorthSettings,
  random: RandomSource,
): WorthStream[] {
  const drawn = random.shuffle(
    folds.flatMap(({ space, streams }) => streams.map((stream) => ({ space, stream }))),
  );
  const all: WorthStream[] = [];
  let events = 0;
  for (const { space, stream } of drawn) {
    if (events >= limit) break;
    signal?.throwIfAborted();
    const worth = follow(policy, space, stream, { fewest, novelOnly }, random);
    if (worth.length > 0) all.push({ user: stream.user, worth });
    events += worth.length;
  }
  return all;
}

function follow(
  policy: AdaptationPolicy,
  space: ItemSpace,
  { items, at }: LoggedStream,
  { fewest, novelOnly }: Required<Pick<WorthSettings, 'fewest' | 'novelOnly'>>,
  random: RandomSource,
): ReencodeWorth[] {
  const { settings } = policy;
  const { dimension } = space;
  const stream = new TasteStream(space, settings);
  const seen = new Set<number>();
  const excluded = (item: number) => novelOnly && seen.has(item);
  const both = new Float64Array(2 * dimension);
  const worth: ReencodeWorth[] = [];
  for (let event = 0; event < items.length; event += 1) {
    const item = items[event];
    if (event >= fewest) {
      const raw = stream.features();
      const weights = policy.weigh(raw);
      both.set(mixture(weights, stream.directions, dimension));
      both.set(reencode(stream, weights), dimension);
      const mean = mixture(settings.equal, stream.directions, dimension);
      const candidates = sampleCandidates(space, mean, item, excluded, random);
      const example = {
        corrections: candidates.corrections,
        scores: candidateProducts(space, candidates.items, both),
      };
      const loss = (...of: number[]) => mixtureLoss(of, example, settings.sharpness);
      worth.push({
        features: policy.standardise(raw),
        gain: loss(1, 0) - loss(0, 1),
        cost: eventsToRead(stream),
        events: event,
      });
    }
    stream.observe(item, at[event]);
    seen.add(item);
  }
  return worth;
}
