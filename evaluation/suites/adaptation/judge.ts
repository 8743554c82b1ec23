import {
  type ItemSpace,
  mixture,
  type StreamSettings,
  TasteStream,
} from '../../../fusion/adaptation/index.ts';
import { dot } from '../../../fusion/linear/index.ts';
import type { SplitStream } from './streams.ts';

/** Weights for the forgetting rates from what the stream knows, at an instant. */
export type Rule = (features: Float64Array, at: number) => Float64Array;

/** Every judged event under every rule, in the order of users and then of time. */
export interface Judgement {
  /** The user of each event. */
  readonly users: Int32Array;
  /** Each rule's place of the item that came, from 1, [rules][events]. */
  readonly ranks: readonly Int32Array[];
  /** Each rule's log-likelihood of it, [rules][events]. */
  readonly rewards: readonly Float64Array[];
}

/**
 * Predict, look, update: before each event of the later part all items that the user has not had are
 * ranked, then the event is taken in. Equal scores share their places.
 * @param novelOnly whether items that the user had before are off the list
 */
export function judgeStreams(
  space: ItemSpace,
  settings: StreamSettings,
  streams: readonly SplitStream[],
  rules: readonly Rule[],
  novelOnly = true,
): Judgement {
  const users: number[] = [];
  const ranks = rules.map((): number[] => []);
  const rewards = rules.map((): number[] => []);
  const { count, dimension } = space;
  streams.forEach(({ items, at, cut }, user) => {
    if (cut >= items.length) return;
    const stream = new TasteStream(space, settings);
    const seen = new Uint8Array(count);
    items.forEach((item, event) => {
      if (event >= cut) {
        users.push(user);
        const features = stream.features();
        rules.forEach((rule, own) => {
          const vector = mixture(rule(features, at[event]), stream.directions, dimension);
          const { rank, reward } = rankOf(space, settings.sharpness, vector, item, seen);
          ranks[own].push(rank);
          rewards[own].push(reward);
        });
      }
      stream.observe(item, at[event]);
      if (novelOnly) seen[item] = 1;
    });
  });
  return {
    users: Int32Array.from(users),
    ranks: ranks.map((own) => Int32Array.from(own)),
    rewards: rewards.map((own) => Float64Array.from(own)),
  };
}

export function rankOf(
  space: ItemSpace,
  sharpness: number,
  vector: Float64Array,
  item: number,
  seen: Uint8Array,
): { rank: number; reward: number } {
  const { count, dimension, vectors } = space;
  const own = dot(vectors, item * dimension, vector, 0, dimension);
  let above = 0;
  let equal = 0;
  let sum = 1;
  for (let other = 0; other < count; other += 1) {
    if (other === item || seen[other] === 1) continue;
    const score = dot(vectors, other * dimension, vector, 0, dimension);
    if (score > own) above += 1;
    else if (score === own) equal += 1;
    // Relative to the item's own score; far above it the sum may overflow, so it is cut.
    sum += Math.exp(Math.min(50, sharpness * (score - own)));
  }
  return { rank: 1 + above + (equal >> 1), reward: -Math.log(sum) };
}
