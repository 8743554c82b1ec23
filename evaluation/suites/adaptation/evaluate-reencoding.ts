import {
  type AdaptationPolicy,
  eventsToRead,
  mixture,
  REENCODE_PRICE,
  reencode,
  TasteStream,
  trainGate,
} from '../../../fusion/adaptation/index.ts';
import { clusteredBootstrap } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';
import type { FilmWorld } from './evaluate-films.ts';
import { rankOf } from './judge.ts';
import { mean, rankingFigures } from './ranking-scores.ts';

/** Events of the earlier part that teach; all of them gain .001 more there, and take three times as long. */
const TEACHING = 20_000;

/** A policy of the films that also learned when to re-encode, on the earlier part. */
export function learnToReencode(
  { prepared }: FilmWorld,
  trained: AdaptationPolicy,
  seed: number,
  signal?: AbortSignal,
): AdaptationPolicy {
  const settings = { seed, price: REENCODE_PRICE, limit: TEACHING, novelOnly: true, signal };
  return trainGate(trained, prepared.folds, settings);
}

/** Every judged event with a full re-encode and without. */
interface Outcomes {
  readonly users: number[];
  readonly stepped: { ranks: number[]; rewards: number[] };
  readonly anew: { ranks: number[]; rewards: number[] };
  /** Events that a re-encode would read. */
  readonly costs: number[];
  readonly asked: boolean[];
  /** Microseconds of the processor that each re-encode takes. */
  readonly microseconds: number[];
}

/**
 * A full re-encode as a choice with a price: what the policy makes of it on the later part, beside always and
 * never. Rewards are log-likelihoods less the price of what was read again.
 */
export function reencodingFigures(
  world: FilmWorld,
  policy: AdaptationPolicy,
  seed: number,
): Figures {
  const price = policy.gate?.price ?? 0;
  const { users, stepped, anew, costs, asked, microseconds } = outcomesOf(world, policy);
  const chosen = <Value>(with_: readonly Value[], without: readonly Value[]): Value[] =>
    asked.map((own, event) => (own ? with_[event] : without[event]));
  const net = anew.rewards.map((reward, event) => reward - price * costs[event]);
  const rewards = chosen(net, stepped.rewards);
  const over = (other: readonly number[]) => clusteredBootstrap(rewards, other, users, { seed });
  const [overNever, overAlways] = [over(stepped.rewards), over(net)];
  const none = asked.map(() => 0);
  return {
    reencode_share: mean(asked.map(Number)),
    ...rankingFigures(chosen(anew.ranks, stepped.ranks), 'reencode_'),
    reencode_over_never: overNever.difference,
    reencode_over_never_low: overNever.low,
    reencode_over_always: overAlways.difference,
    reencode_over_always_low: overAlways.low,
    reencode_events_read: mean(chosen(costs, none)),
    reencode_us_per_event: mean(chosen(microseconds, none)),
    ...rankingFigures(stepped.ranks, 'never_reencode_'),
    ...rankingFigures(anew.ranks, 'always_reencode_'),
    always_reencode_gain: mean(anew.rewards) - mean(stepped.rewards),
    always_reencode_events_read: mean(costs),
    always_reencode_us_per_event: mean(microseconds),
  };
}

function outcomesOf({ streams, space, prepared }: FilmWorld, policy: AdaptationPolicy): Outcomes {
  const { sharpness } = prepared.stream;
  const outcomes: Outcomes = {
    ...{ users: [], costs: [], asked: [], microseconds: [] },
    stepped: { ranks: [], rewards: [] },
    anew: { ranks: [], rewards: [] },
  };
  const { users, costs, asked, microseconds } = outcomes;
  streams.forEach(({ items, at, cut }, user) => {
    if (cut >= items.length) return;
    const stream = new TasteStream(space, prepared.stream);
    const seen = new Uint8Array(space.count);
    items.forEach((item, event) => {
      const { weights, reencodes } = policy.decide(stream);
      const reads = reencodes && event > 0;
      if (event >= cut) {
        const start = process.cpuUsage();
        const vector = event > 0 ? reencode(stream, weights) : new Float64Array(space.dimension);
        const { user: own, system } = process.cpuUsage(start);
        microseconds.push(own + system);
        const stepped = mixture(weights, stream.directions, space.dimension);
        for (const [how, ranked] of [
          ['stepped', stepped],
          ['anew', event > 0 ? vector : stepped],
        ] as const) {
          const { rank, reward } = rankOf(space, sharpness, ranked, item, seen);
          outcomes[how].ranks.push(rank);
          outcomes[how].rewards.push(reward);
        }
        users.push(user);
        costs.push(eventsToRead(stream));
        asked.push(reads);
      }
      if (reads) stream.paid(eventsToRead(stream));
      stream.observe(item, at[event]);
      seen[item] = 1;
    });
  });
  return outcomes;
}
