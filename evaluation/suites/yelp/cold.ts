import { buildServing } from '../../../fusion/experts/index.ts';
import { asNewUser } from '../../../fusion/experts/preparation/new-user.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import type { FusionNetwork } from '../../../fusion/model/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import type { Figures, SuiteResult } from '../../suite.ts';
import type { YelpData, YelpUser } from './dataset.ts';
import {
  compare,
  isWithheld,
  meanOverSeeds,
  scoreList,
  summarise,
  type TestScores,
} from './protocol.ts';
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

/** What is known of a new user beside friends: where the first two places are, not what they are. */
const HOME_PLACES = 2;

/** `a`: all other own items are to be found; `b`: those of the test part. */
interface ColdScores {
  readonly a: TestScores;
  readonly b: TestScores;
}

/**
 * Judges the withheld users as new ones, by the very networks of the suite `yelp` (equal `weights`
 * in both reports): experts for serving are fitted on everybody else's train and tune parts.
 */
export async function evaluateYelpCold(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  options: RunOptions,
): Promise<SuiteResult> {
  const seeds = options.seeds ?? [1];
  const report = options.onProgress ?? (() => undefined);
  const { networks, stack, backend } = await train(data, [...histories.values()], seeds, options);
  report('Fitting experts for serving on all but the withheld users');
  const linear: Scorer = (_, candidates) => stack.scores(candidates);
  const scorers = [...networks.map(scorerOf), linear];
  const judged = judge(data, histories, scorers, seeds[0]);
  const results = judged.slice(0, seeds.length);
  const [a, b] = (['a', 'b'] as const).map((task) => results.map((scores) => scores[task]));
  const blend = judged[seeds.length];
  return {
    figures: {
      ...prefixed('a', summarise(a).figures),
      ...prefixed('b', summarise(b).figures),
      ...prefixed('a', compare('static_blend', meanOverSeeds(a), blend.a)),
      ...prefixed('b', compare('static_blend', meanOverSeeds(b), blend.b)),
    },
    spread: { ...prefixed('a', summarise(a).spread), ...prefixed('b', summarise(b).spread) },
    baselines: {
      static_blend: {
        ...prefixed('a', summarise([blend.a]).figures),
        ...prefixed('b', summarise([blend.b]).figures),
      },
    },
    settings: {
      prepare: PREPARE,
      fit: FIT,
      stackEpochs: STACK_EPOCHS,
      weights: networks.map(weightsOf),
    },
    seeds,
    backend,
  };
}

async function train(
  data: YelpData,
  users: readonly UserHistory[],
  seeds: readonly number[],
  options: RunOptions,
): Promise<{ networks: FusionNetwork[]; stack: LinearStack; backend: string }> {
  const sets = await yelpSets(data, users, seeds[0], options);
  const fused = [];
  for (const seed of seeds) {
    fused.push(await trainNetwork([...sets.known, ...sets.newUsers], seed, 'fusion', options));
  }
  return {
    networks: fused.map(({ network }) => network),
    stack: LinearStack.fit(sets.newUsers, { seed: seeds[0], epochs: STACK_EPOCHS }),
    backend: fused[0].backend,
  };
}

function judge(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  scorers: readonly Scorer[],
  seed: number,
): ColdScores[] {
  const registry = yelpModalities();
  const others = data.users.filter((user) => !isWithheld(user));
  const known = others.flatMap(({ userId }) => histories.get(userId) ?? []);
  const reader = buildServing(known, data.items, registry, { ...PREPARE, seed });
  const results = scorers.map(
    (): ColdScores => ({ a: { recall: [], ndcg: [] }, b: { recall: [], ndcg: [] } }),
  );
  for (const user of data.users.filter(isWithheld)) {
    const history = histories.get(user.userId);
    if (!history || user.train.length === 0) continue;
    const ranking = new UserRanking(reader, asNewUser(history, registry));
    const tasks = tasksOf(user);
    scorers.forEach((scorer, index) => {
      for (const { task, known, relevant } of tasks) {
        if (relevant.length === 0) continue;
        scoreList(ranking.rank(scorer, known), relevant, results[index][task]);
      }
    });
  }
  return results;
}

function tasksOf({ train, tune, test }: YelpUser) {
  const home = new Set(train.slice(0, HOME_PLACES));
  const others = [...train, ...tune, ...test].filter((id) => !home.has(id));
  return [
    { task: 'a', known: home, relevant: others },
    { task: 'b', known: new Set([...train, ...tune]), relevant: test },
  ] as const;
}

function prefixed(prefix: string, figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${prefix}_${name}`, value]),
  );
}
