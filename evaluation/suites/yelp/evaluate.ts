import { buildServing } from '../../../fusion/experts/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import { type FusionNetwork, withOnly } from '../../../fusion/model/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import { setsOfModalities } from '../../baselines/only-modalities.ts';
import { catalogueScores } from '../../metrics/index.ts';
import type { Figures, SuiteResult } from '../../suite.ts';
import { yelpBaselines } from './baselines.ts';
import type { YelpData } from './dataset.ts';
import { compare, meanOverSeeds, scoreList, summarise, type TestScores } from './protocol.ts';
import { type Scorer, scorerOf, UserRanking } from './ranking.ts';
import {
  FIT,
  PREPARE,
  type RunOptions,
  STACK_EPOCHS,
  trainNetwork,
  weightsOf,
  yelpModalities,
  yelpSets,
} from './training.ts';

const ALONE = 'transactions';

interface Trained {
  readonly networks: readonly FusionNetwork[];
  readonly interactionsOnly: FusionNetwork;
  readonly stack: LinearStack;
  readonly backend: string;
  /** What the fused model took, per seed. */
  readonly seconds: number;
}

/**
 * Trains on the stages of the protocol and judges on the test part, once.
 * @param histories each user's history up to and with the tune part, wherever it was read from
 */
export async function evaluateYelp(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  options: RunOptions,
): Promise<SuiteResult> {
  const seeds = options.seeds ?? [1];
  const report = options.onProgress ?? (() => undefined);
  // The training rows, a gigabyte, are gone when this returns: the experts for serving need room.
  const trained = await train(data, [...histories.values()], seeds, options);
  report('Fitting experts for serving and ranking all users');
  const seconds = secondsSince();
  const scorers = [
    ...trained.networks.map(scorerOf),
    ((_, candidates) => trained.stack.scores(candidates)) satisfies Scorer,
    ((input, candidates) => {
      const { schema } = trained.interactionsOnly;
      return scorerOf(trained.interactionsOnly)(withOnly(schema, input, [ALONE]), candidates);
    }) satisfies Scorer,
  ];
  const judged = judge(data, histories, scorers, seeds[0]);
  const [stack, alone] = judged.slice(seeds.length).map(({ scores }) => scores);
  const results = judged.slice(0, seeds.length).map(({ scores }) => scores);
  const pooled = meanOverSeeds(results);
  const stagesSeconds = trained.seconds + seconds();
  report('Fitting iALS and popularity to compare with');
  const { figures, spread } = summarise(results);
  return {
    figures: {
      ...figures,
      ...diversity(data, judged[0].lists),
      ...compare('recency_stack', pooled, stack),
      ...compare('interactions_only', pooled, alone),
      stages_seconds: stagesSeconds,
    },
    spread,
    baselines: {
      ...yelpBaselines(data, seeds[0]),
      interactions_only: summarise([alone]).figures,
      recency_stack: summarise([stack]).figures,
    },
    settings: {
      prepare: PREPARE,
      fit: FIT,
      stackEpochs: STACK_EPOCHS,
      weights: trained.networks.map(weightsOf),
    },
    seeds,
    backend: trained.backend,
  };
}

async function train(
  data: YelpData,
  users: readonly UserHistory[],
  seeds: readonly number[],
  options: RunOptions,
): Promise<Trained> {
  const seconds = secondsSince();
  const sets = await yelpSets(data, users, seeds[0], options);
  const afterSets = seconds();
  const fused = [];
  for (const seed of seeds) {
    fused.push(await trainNetwork([...sets.known, ...sets.newUsers], seed, 'fusion', options));
  }
  const training = seconds() - afterSets;
  const alone = setsOfModalities(sets.known, [ALONE]);
  const interactions = await trainNetwork(alone, seeds[0], 'interactions alone', options);
  return {
    networks: fused.map(({ network }) => network),
    interactionsOnly: interactions.network,
    stack: LinearStack.fit(sets.known, { seed: seeds[0], epochs: STACK_EPOCHS }),
    backend: fused[0].backend,
    seconds: afterSets + training / seeds.length,
  };
}

interface Judged {
  readonly scores: TestScores;
  readonly lists: readonly (readonly string[])[];
}

/** Every scorer's lists for all users with test items, and what they are worth. */
function judge(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  scorers: readonly Scorer[],
  seed: number,
): Judged[] {
  const users = [...histories.values()];
  const reader = buildServing(users, data.items, yelpModalities(), { ...PREPARE, seed });
  const results = scorers.map(() => ({
    scores: { recall: [] as number[], ndcg: [] as number[] },
    lists: [] as string[][],
  }));
  for (const user of data.users) {
    if (user.test.length === 0) continue;
    const { userId } = user;
    const history = histories.get(userId) ?? { userId, events: [], traits: {} };
    const ranking = new UserRanking(reader, history);
    scorers.forEach((scorer, index) => {
      const list = ranking.rank(scorer, new Set([...user.train, ...user.tune]));
      results[index].lists.push(list);
      scoreList(list, user.test, results[index].scores);
    });
  }
  return results;
}

function diversity(data: YelpData, lists: Judged['lists']): Figures {
  const popularity = new Map(data.items.map(({ id }) => [id, 0]));
  for (const { train, tune } of data.users) {
    for (const id of new Set([...train, ...tune])) {
      popularity.set(id, (popularity.get(id) ?? 0) + 1);
    }
  }
  const { coverage, gini, novelty } = catalogueScores(lists, popularity, data.users.length);
  return { 'coverage@20': coverage, 'gini@20': gini, 'novelty@20': novelty };
}

function secondsSince(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
