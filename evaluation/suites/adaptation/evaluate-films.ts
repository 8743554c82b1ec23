import {
  type AdaptationPolicy,
  eventsToRead,
  FORGETTING_RATES,
  fitItemSpace,
  type ItemSpace,
  mixture,
  POLICY_TRAINING,
  type PreparedExamples,
  prepareExamples,
  reencode,
  type StreamSettings,
  TasteStream,
  type TrainedPolicy,
  trainPolicy,
} from '../../../fusion/adaptation/index.ts';
import type { MovieRatings } from '../../datasets/movie-ratings.ts';
import { clusteredBootstrap } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';
import { judgeActor, trainActorCritic } from './actor-critic.ts';
import { type Judgement, judgeStreams, type Rule } from './judge.ts';
import { estimateOffPolicy } from './off-policy.ts';
import { gainAt, hitAt, mean, rankingFigures } from './ranking-scores.ts';
import { keepingEverything, policyWithoutOrder } from './rules-without-order.ts';
import { earlierPart, type Order, type SplitStream, splitStreams } from './streams.ts';

const PREPARATION_SEED = 1;
/** Beside rates that weigh 1 together; of .03, .06 and .12 the best on the films' earlier part. */
const OF_EVERYBODY = 0.03;

/** Film streams in one order, with what the earlier part alone taught. */
export interface FilmWorld {
  readonly streams: readonly SplitStream[];
  readonly space: ItemSpace;
  readonly prepared: PreparedExamples;
}

/** Orders the ratings, fits the films' vectors to the earlier part and makes examples of it. */
export function filmWorld(data: MovieRatings, order: Order, signal?: AbortSignal): FilmWorld {
  const streams = splitStreams(data, order, PREPARATION_SEED);
  const earlier = streams.map(earlierPart);
  const itemCount = data.films.length;
  const prepared = prepareExamples(earlier, {
    itemCount,
    novelOnly: true,
    seed: PREPARATION_SEED,
    signal,
  });
  const taught = earlier.filter(({ items }) => items.length > 0);
  const space = fitItemSpace(taught, itemCount, PREPARATION_SEED);
  return { streams, space, prepared };
}

/** Policies of some seeds in one world, judged on the later part beside rules without learning. */
export interface FilmResult {
  readonly trained: readonly TrainedPolicy[];
  readonly judgement: Judgement;
  /** Where in the judgement each policy, the equal mixture and the fixed rates stand. */
  readonly policies: readonly number[];
  readonly equal: number;
  /** The equal mixture beside everybody's vector at a weight that no policy chose. */
  readonly withEverybody: number;
  readonly fixed: readonly number[];
  /** Rules that keep everything and know how much that is. */
  readonly keepingEverything: readonly number[];
  /** Policies that see only what no order of the events changes, one for each seed. */
  readonly withoutOrder: readonly number[];
}

export function judgeFilms(
  { streams, space, prepared }: FilmWorld,
  seeds: readonly number[],
  signal?: AbortSignal,
): FilmResult {
  const { stream, examples } = prepared;
  const trained = seeds.map((seed) =>
    trainPolicy(examples, stream, { ...POLICY_TRAINING, seed }, signal),
  );
  const withoutOrder = seeds.map((seed) => policyWithoutOrder(prepared, seed, signal));
  const everything = keepingEverything(stream.kept.length);
  const equal = Float64Array.from(stream.equal);
  const withEverybody = equal.slice();
  withEverybody[stream.kept.length] = OF_EVERYBODY;
  const rules: Rule[] = [
    ...trained.map(
      ({ policy }): Rule =>
        (features) =>
          policy.weigh(features),
    ),
    () => equal,
    () => withEverybody,
    ...stream.kept.map((_, rate): Rule => {
      const weights = new Float64Array(stream.kept.length);
      weights[rate] = 1;
      return () => weights;
    }),
    ...everything,
    ...withoutOrder,
  ];
  const afterRates = seeds.length + 2 + stream.kept.length;
  return {
    trained,
    judgement: judgeStreams(space, stream, streams, rules),
    policies: seeds.map((_, own) => own),
    equal: seeds.length,
    withEverybody: seeds.length + 1,
    fixed: stream.kept.map((_, rate) => seeds.length + 2 + rate),
    keepingEverything: everything.map((_, own) => afterRates + own),
    withoutOrder: withoutOrder.map((_, own) => afterRates + everything.length + own),
  };
}

/**
 * What the policies gain on other rules, the equal mixture if nothing is said, in NDCG@10, in HR@10 and in
 * log-likelihood, which they were taught by: the mean over seeds of each event's score, so that one interval
 * speaks of them all.
 */
export function gainFigures(
  { judgement, policies, equal }: FilmResult,
  prefix: string,
  others: readonly number[] = [equal],
): Figures {
  const { ranks, rewards, users } = judgement;
  const interval = (name: string, score: (rule: number, event: number) => number): Figures => {
    const [own, other] = [policies, others].map((rules) =>
      Float64Array.from(users, (_, event) => mean(rules.map((rule) => score(rule, event)))),
    );
    const { difference, low, high } = clusteredBootstrap(own, other, users, { seed: 1 });
    return { [name]: difference, [`${name}_low`]: low, [`${name}_high`]: high };
  };
  return {
    ...interval(`${prefix}gain`, (rule, event) => gainAt(ranks[rule][event])),
    ...interval(`${prefix}hr_gain`, (rule, event) => hitAt(ranks[rule][event])),
    ...interval(`${prefix}reward_gain`, (rule, event) => rewards[rule][event]),
  };
}

/** The rule that keeps everything, or fixed rate, with the greatest discounted gain in hindsight. */
export function bestInHindsight({ judgement, fixed, keepingEverything }: FilmResult): number {
  const tried = [...fixed, ...keepingEverything];
  const gains = tried.map((rule) => mean(Array.from(judgement.ranks[rule], gainAt)));
  return tried[gains.indexOf(Math.max(...gains))];
}

/** Known regret, since every rate's reward is known: log-likelihood an event short of other rules. */
export function regretFigures({ judgement, fixed, equal }: FilmResult, policy: number): Figures {
  const { rewards } = judgement;
  const own = mean(rewards[policy]);
  const best = Math.max(...fixed.map((rate) => mean(rewards[rate])));
  const oracle = mean(
    rewards[policy].map((_, event) => Math.max(...fixed.map((rate) => rewards[rate][event]))),
  );
  return {
    reward: own,
    regret_to_best_fixed: best - own,
    regret_to_equal: mean(rewards[equal]) - own,
    regret_to_oracle: oracle - own,
  };
}

/** What a log of single choices would say of the policy, beside what is known. */
export function offPolicyFigures(
  { space, streams, prepared }: FilmWorld,
  { trained, judgement, fixed }: FilmResult,
  own: number,
  seed: number,
): Figures {
  const { stream } = prepared;
  const { policy } = trained[own];
  const target: Float64Array[] = [];
  const guesses: Float64Array[] = [];
  for (const { items, at, cut } of streams) {
    if (cut >= items.length) continue;
    const followed = new TasteStream(space, stream);
    items.forEach((item, event) => {
      if (event >= cut) {
        const weights = policy.weigh(followed.features()).slice(0, stream.kept.length);
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        target.push(weights.map((weight) => weight / total));
        guesses.push(followed.averageRewards);
      }
      followed.observe(item, at[event]);
    });
  }
  const rewards = target.map((_, event) =>
    Float64Array.from(fixed, (rate) => judgement.rewards[rate][event]),
  );
  const means = fixed.map((rate) => mean(judgement.rewards[rate]));
  const favourite = means.indexOf(Math.max(...means));
  const estimates = estimateOffPolicy({ rewards, target, guesses }, favourite, seed);
  return {
    off_policy_truth: estimates.truth,
    off_policy_ips: estimates.inversePropensity,
    off_policy_snips: estimates.selfNormalised,
    off_policy_dr: estimates.doublyRobust,
    off_policy_effective_share: estimates.effectiveShare,
  };
}

/** The actor-critic on the evolving state, for comparison. */
export function actorCriticFigures(
  { space, streams, prepared }: FilmWorld,
  { trained }: FilmResult,
  own: number,
  seed: number,
  signal?: AbortSignal,
): Figures {
  const { policy } = trained[own];
  const standardise = (features: Float64Array) => policy.standardise(features);
  const earlier = streams.map(earlierPart);
  const { actor } = trainActorCritic(space, prepared.stream, earlier, standardise, seed, signal);
  const ranks = judgeActor(space, prepared.stream, streams, actor, standardise);
  return rankingFigures(ranks, 'actor_critic_');
}

/**
 * Processor time of all that adaptation adds to an event, in microseconds: reward, state, features, choice,
 * and the mixture or a full re-encode.
 */
export function timeAdaptation(
  { space, streams, prepared }: FilmWorld,
  policy: AdaptationPolicy,
): number {
  const settings: StreamSettings = prepared.stream;
  let events = 0;
  const start = process.cpuUsage();
  for (const { items, at, cut } of streams) {
    if (cut >= items.length) continue;
    const stream = new TasteStream(space, settings);
    items.forEach((item, event) => {
      stream.observe(item, at[event]);
      const { weights, reencodes } = policy.decide(stream);
      if (reencodes) {
        reencode(stream, weights);
        stream.paid(eventsToRead(stream));
      } else mixture(weights, stream.directions, space.dimension);
      events += 1;
    });
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / events;
}

export const rateNames = FORGETTING_RATES.map((kept) => `keeps ${kept}`);
