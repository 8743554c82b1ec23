import {
  type AdaptationPolicy,
  type ItemSpace,
  type LearnOnSettings,
  type LoggedStream,
  learnOn,
} from '../../../fusion/adaptation/index.ts';
import { clusteredBootstrap } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';
import type { FilmResult, FilmWorld } from './evaluate-films.ts';
import {
  follow,
  oneRate,
  type PlantedSizes,
  type PlantedWorld,
  plantedPolicy,
  stationaryWorld,
  switchingWorld,
  timesOf,
  WARM,
} from './evaluate-planted.ts';
import { judgeStreams, type Rule } from './judge.ts';
import { gainAt, hitAt, mean, rankingFigures } from './ranking-scores.ts';
import type { SplitStream } from './streams.ts';

/** How often a policy goes on learning while the later part passes. */
const ROUNDS = 10;
/** Planted worlds that can be learned through again and again. */
const PLANTED: PlantedSizes = { trained: 150, judged: 120 };

/** A policy from an instant on (milliseconds since the epoch). */
export interface LaterPolicy {
  readonly from: number;
  readonly policy: AdaptationPolicy;
}

/**
 * A policy that goes on learning while the later part passes, as it does in use: at the end of each tenth of
 * the later events it learns from those of that tenth, and decides on what comes after.
 * @returns the policies in order of time, the trained one first
 */
export function learnAlong(
  space: ItemSpace,
  trained: AdaptationPolicy,
  streams: readonly SplitStream[],
  settings: LearnOnSettings,
): LaterPolicy[] {
  const policies: LaterPolicy[] = [{ from: Number.NEGATIVE_INFINITY, policy: trained }];
  const times = Float64Array.from(streams.flatMap(({ at, cut }) => [...at.subarray(cut)])).sort();
  let since = Number.NEGATIVE_INFINITY;
  for (let round = 1; round < ROUNDS; round += 1) {
    const until = times[Math.floor((round * times.length) / ROUNDS)];
    const came = streams.map((stream) => between(stream, since, until));
    const before = policies[policies.length - 1].policy;
    const policy = learnOn({ policy: before, space }, came, settings);
    // What was too little waits for more.
    if (policy === null) continue;
    policies.push({ from: until, policy });
    since = until;
  }
  return policies;
}

/** The policy that decides at an instant. */
export function policyAt(policies: readonly LaterPolicy[], at: number): AdaptationPolicy {
  return policies.findLast(({ from }) => at >= from)!.policy;
}

/** A stream up to an instant; what came of the later part since another one teaches. */
function between(
  { user, items, at, cut }: SplitStream,
  since: number,
  until: number,
): LoggedStream {
  const end = countBefore(at, until);
  const from = Math.max(1, cut, countBefore(at, since));
  return { user, items: items.subarray(0, end), at: at.subarray(0, end), from };
}

function countBefore(at: Float64Array, instant: number): number {
  const place = at.findIndex((time) => time >= instant);
  return place < 0 ? at.length : place;
}

/** A policy that goes on learning through the later part of the films, beside the same one left as it is. */
export function filmLearningFigures(
  { streams, space, prepared }: FilmWorld,
  { trained, judgement }: FilmResult,
  own: number,
  seed: number,
  signal?: AbortSignal,
): Figures {
  const policies = learnAlong(space, trained[own].policy, streams, {
    ...{ seed, signal },
    novelOnly: true,
  });
  const { ranks, users } = judgeStreams(space, prepared.stream, streams, [deciding(policies)]);
  const [scores, frozen] = [ranks[0], judgement.ranks[own]].map((one) =>
    Float64Array.from(one, gainAt),
  );
  const over = clusteredBootstrap(scores, frozen, users, { seed });
  return {
    ...rankingFigures(ranks[0], 'learning_'),
    learning_gain: over.difference,
    learning_gain_low: over.low,
    learning_gain_high: over.high,
    learning_rounds: policies.length - 1,
  };
}

/** Policies that go on learning in the planted world that taught them, and in one that is not like it. */
export function plantedLearningFigures(seed: number, signal?: AbortSignal): Figures {
  const turning = switchingWorld(PLANTED);
  const constant = stationaryWorld(PLANTED);
  const [ofTurning, ofConstant] = [turning, constant].map((world) =>
    plantedPolicy(world, seed, signal),
  );
  const learned = (from: AdaptationPolicy, to: PlantedWorld, prefix: string) =>
    learningFigures(from, to, prefix, seed, signal);
  return {
    ...learned(ofConstant, constant, 'constant_learning_'),
    ...learned(ofTurning, turning, 'turning_learning_'),
    ...learned(ofTurning, constant, 'turning_then_constant_'),
    ...learned(ofConstant, turning, 'constant_then_turning_'),
  };
}

/** Hit rates of a policy that goes on learning, of the same left as it is, and of the rate that is best there. */
function learningFigures(
  trained: AdaptationPolicy,
  world: PlantedWorld,
  prefix: string,
  seed: number,
  signal?: AbortSignal,
): Figures {
  const { space, test } = world;
  const streams = test.items.map((items, user): SplitStream => {
    return { user, items, at: timesOf(items), cut: WARM };
  });
  const policies = learnAlong(space, trained, streams, { seed, signal });
  const rules = [deciding(policies), deciding(policies.slice(0, 1)), oneRate(world.bestRate)];
  const users: number[] = [];
  const hits = rules.map((): number[] => []);
  test.items.forEach((items, user) => {
    rules.forEach((rule, own) => {
      for (const rank of follow({ space, stream: trained.settings }, items, rule).ranks.subarray(
        WARM,
      )) {
        hits[own].push(hitAt(rank));
        if (own === 0) users.push(user);
      }
    });
  });
  const overFrozen = clusteredBootstrap(hits[0], hits[1], users, { seed });
  const overFixed = clusteredBootstrap(hits[0], hits[2], users, { seed });
  return {
    [`${prefix}hr@10`]: mean(hits[0]),
    [`${prefix}frozen_hr@10`]: mean(hits[1]),
    [`${prefix}gain`]: overFrozen.difference,
    [`${prefix}gain_low`]: overFrozen.low,
    [`${prefix}over_fixed`]: overFixed.difference,
    [`${prefix}over_fixed_low`]: overFixed.low,
    [`${prefix}over_fixed_high`]: overFixed.high,
    [`${prefix}rounds`]: policies.length - 1,
  };
}

function deciding(policies: readonly LaterPolicy[]): Rule {
  return (features, at) => policyAt(policies, at).weigh(features);
}
