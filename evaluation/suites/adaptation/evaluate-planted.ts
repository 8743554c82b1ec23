import {
  type AdaptationPolicy,
  EQUAL_MIXTURE,
  FORGETTING_RATES,
  fitSharpness,
  ItemSpace,
  mixture,
  POLICY_TRAINING,
  type PolicyExample,
  policyExamples,
  type StreamSettings,
  TasteStream,
  trainPolicy,
} from '../../../fusion/adaptation/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';
import { clusteredBootstrap } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';
import { filterStream, tasteMoments, YOUTHS } from './bayes-filter.ts';
import { type Delay, detectionDelay, smooth } from './detection-delay.ts';
import { type Rule, rankOf } from './judge.ts';
import { type PlantedStreams, plantStreams } from './planted.ts';
import { hitAt, mean } from './ranking-scores.ts';

/** Taken from the reference protocol: a new taste every 60 events, three of ten choices noise. */
const HAZARD = 1 / 60;
const NOISE = 0.3;
const EVENTS = 200;
/** Planted events are a minute apart. */
const EVENT_MS = 60_000;
const START_SHARPNESS = 12;
/** The first events of a stream are not judged. */
export const WARM = 10;
/** Spans over which scores may be averaged; the training streams choose. */
const SPANS = [1, 2, 3, 4, 6, 8, 12];
const FLATTENINGS = [2, 6];
const VARIANCE_SCALES = [1, 2];
const TUNING_USERS = 40;

export interface PlantedSizes {
  readonly trained: number;
  readonly judged: number;
}

/** One planted world: streams to learn from, others to judge, and the examples that the first make. */
export interface PlantedWorld {
  readonly train: PlantedStreams;
  readonly test: PlantedStreams;
  readonly space: ItemSpace;
  readonly stream: StreamSettings;
  readonly examples: readonly PolicyExample[];
  /** The rate with the greatest mean reward on the training streams. */
  readonly bestRate: number;
}

export function plantWorld(hazard: number, { trained, judged }: PlantedSizes): PlantedWorld {
  const shape = { events: EVENTS, hazard, noise: NOISE };
  const train = plantStreams({ ...shape, users: trained, seed: 1 });
  const test = plantStreams({ ...shape, users: judged, seed: 2 });
  const space = new ItemSpace(train.vectors, train.dimension, { panel: Number.POSITIVE_INFINITY });
  const start = {
    kept: FORGETTING_RATES,
    equal: EQUAL_MIXTURE,
    sharpness: START_SHARPNESS,
    novelOnly: false,
  };
  const logged = train.items.map((items, user) => ({ user, items, at: timesOf(items) }));
  const random = RandomSource.fromSeed(1);
  const few = [...policyExamples(space, logged.slice(0, TUNING_USERS), start, random)];
  const stream = { ...start, sharpness: fitSharpness(few, EQUAL_MIXTURE) };
  return {
    train,
    test,
    space,
    stream,
    examples: [...policyExamples(space, logged, stream, random)],
    bestRate: bestRateOf(train, space, stream),
  };
}

export const switchingWorld = (sizes: PlantedSizes): PlantedWorld => plantWorld(HAZARD, sizes);
export const stationaryWorld = (sizes: PlantedSizes): PlantedWorld => plantWorld(0, sizes);

/** The filter's figures: they depend on no seed. */
export function filterFigures({ train, test }: PlantedWorld): { figures: Figures; delay: Delay } {
  const moments = tasteMoments();
  const tried = FLATTENINGS.flatMap((flattening) =>
    VARIANCE_SCALES.map((scale) => ({ c: moments.c, s2: scale * moments.s2, flattening })),
  );
  const tuning = Array.from({ length: Math.min(TUNING_USERS, train.items.length) }, (_, k) => k);
  const hits = tried.map((settings) =>
    mean(tuning.map((user) => hitRate(filterStream(train, user, settings).ranks))),
  );
  const settings = tried[hits.indexOf(Math.max(...hits))];
  const tuned = tuning.map((user) => filterStream(train, user, settings).young);
  const delays = YOUTHS.map(
    (_, own) =>
      detectionDelay(
        { switches: tuning.map((user) => train.switches[user]) },
        tuned.map((young) => young[own]),
      ).mean,
  );
  const youth = delays.indexOf(Math.min(...delays));
  const filtered = test.items.map((_, user) => filterStream(test, user, settings));
  const delay = detectionDelay(
    test,
    filtered.map(({ young }) => young[youth]),
  );
  const hit = mean(filtered.map(({ ranks }) => hitRate(ranks)));
  return {
    figures: { 'bayes_hr@10': hit, bayes_delay: delay.mean, bayes_youth: YOUTHS[youth] },
    delay,
  };
}

/** How late the surprise of the best fixed rate shows a switch. */
export function fixedFigures(world: PlantedWorld): { figures: Figures; delay: Delay } {
  const { bestRate, train, test } = world;
  const surprise = (streams: PlantedStreams) =>
    streams.items.map((items) => follow(world, items, null).rewards.map((own) => -own[bestRate]));
  const span = bestSpan(train, surprise(train));
  const delay = detectionDelay(test, smooth(surprise(test), span));
  const rule = oneRate(bestRate);
  const hit = mean(test.items.map((items) => hitRate(follow(world, items, rule).ranks)));
  return {
    figures: { 'planted_fixed_hr@10': hit, fixed_delay: delay.mean, fixed_span: span },
    delay,
  };
}

/** The policy that a world's training streams teach. */
export function plantedPolicy(
  { examples, stream }: PlantedWorld,
  seed: number,
  signal?: AbortSignal,
): AdaptationPolicy {
  return trainPolicy(examples, stream, { ...POLICY_TRAINING, seed }, signal).policy;
}

/** How well and how late a policy follows planted switches. */
export function policyFigures(
  world: PlantedWorld,
  policy: AdaptationPolicy,
): { figures: Figures; delay: Delay } {
  const { train, test } = world;
  const followed = (streams: PlantedStreams) =>
    streams.items.map((items) => follow(world, items, (features) => policy.weigh(features)));
  const span = bestSpan(
    train,
    followed(train).map(({ forgetting }) => forgetting),
  );
  const judged = followed(test);
  const scores = judged.map(({ forgetting }) => forgetting);
  const delay = detectionDelay(test, smooth(scores, span));
  return {
    figures: {
      'planted_hr@10': mean(judged.map(({ ranks }) => hitRate(ranks))),
      policy_delay: delay.mean,
      policy_found_within_ten: delay.withinTen,
    },
    delay,
  };
}

/** What a policy wins and loses where tastes never change, on hit rates. */
export function stationaryFigures(
  world: PlantedWorld,
  policy: AdaptationPolicy,
  seed: number,
): Figures {
  const rules = [
    (features: Float64Array) => policy.weigh(features),
    () => Float64Array.from(EQUAL_MIXTURE),
    oneRate(world.bestRate),
  ];
  const users: number[] = [];
  const hits = rules.map((): number[] => []);
  world.test.items.forEach((items, user) => {
    rules.forEach((rule, own) => {
      for (const rank of follow(world, items, rule).ranks.subarray(WARM)) {
        hits[own].push(hitAt(rank));
        if (own === 0) users.push(user);
      }
    });
  });
  const overEqual = clusteredBootstrap(hits[0], hits[1], users, { seed });
  const overFixed = clusteredBootstrap(hits[0], hits[2], users, { seed });
  return {
    'stationary_hr@10': mean(hits[0]),
    'stationary_fixed_hr@10': mean(hits[2]),
    stationary_gain: overEqual.difference,
    stationary_gain_low: overEqual.low,
    stationary_over_fixed: overFixed.difference,
    stationary_over_fixed_low: overFixed.low,
    stationary_over_fixed_high: overFixed.high,
  };
}

export interface Followed {
  /** Of every rate at each event, [events][rates]. */
  readonly rewards: Float64Array[];
  /** The item's place under the rule, [events]; empty without a rule. */
  readonly ranks: Int32Array;
  /** The forgetting that the rule asks for after each event: Σ w (1 - kept) / Σ w. */
  readonly forgetting: Float64Array;
}

export function follow(
  { space, stream: settings }: Pick<PlantedWorld, 'space' | 'stream'>,
  items: Int32Array,
  rule: Rule | null,
): Followed {
  const stream = new TasteStream(space, settings);
  const nothingSeen = new Uint8Array(space.count);
  const rewards: Float64Array[] = [];
  const ranks = new Int32Array(rule === null ? 0 : items.length);
  const forgetting = new Float64Array(items.length);
  let weights = rule === null ? null : rule(stream.features(), 0);
  items.forEach((item, event) => {
    if (weights !== null) {
      const vector = mixture(weights, stream.directions, space.dimension);
      ranks[event] = rankOf(space, settings.sharpness, vector, item, nothingSeen).rank;
    }
    rewards.push(stream.observe(item, event * EVENT_MS));
    if (rule !== null) {
      weights = rule(stream.features(), (event + 1) * EVENT_MS);
      forgetting[event] = meanForgetting(weights, settings.kept);
    }
  });
  return { rewards, ranks, forgetting };
}

function meanForgetting(weights: Float64Array, kept: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight, rate) => sum + weight * (1 - kept[rate]), 0) / total;
}

export function oneRate(rate: number): () => Float64Array {
  const weights = new Float64Array(FORGETTING_RATES.length);
  weights[rate] = 1;
  return () => weights;
}

function bestRateOf(train: PlantedStreams, space: ItemSpace, stream: StreamSettings): number {
  const sums = new Float64Array(stream.kept.length);
  for (const items of train.items) {
    for (const own of follow({ space, stream }, items, null).rewards) {
      for (let rate = 0; rate < sums.length; rate += 1) sums[rate] += own[rate];
    }
  }
  return sums.indexOf(Math.max(...sums));
}

function bestSpan(train: PlantedStreams, scores: readonly ArrayLike<number>[]): number {
  const delays = SPANS.map((span) => detectionDelay(train, smooth(scores, span)).mean);
  return SPANS[delays.indexOf(Math.min(...delays))];
}

function hitRate(ranks: Int32Array): number {
  return mean(Array.from(ranks.subarray(WARM), hitAt));
}

export function timesOf(items: Int32Array): Float64Array {
  return Float64Array.from(items, (_, event) => event * EVENT_MS);
}
