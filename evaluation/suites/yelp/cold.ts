import { asNewUser } from '../../../fusion/experts/preparation/new-user.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import type { FusionNetwork } from '../../../fusion/model/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import { historyOfModalities } from '../../baselines/only-modalities.ts';
import { meanInfluence } from '../../influence.ts';
import type { Figures, SuiteResult } from '../../suite.ts';
import type { YelpData, YelpUser } from './dataset.ts';
import { yelpReader } from './judge.ts';
import {
  compare,
  isWithheld,
  meanOverSeeds,
  scoreList,
  summarise,
  type TestScores,
} from './protocol.ts';
import { type Scorer, scorerOf, stackScorer, UserRanking } from './ranking.ts';
import {
  FIT,
  modalitiesOf,
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
  const modalities = modalitiesOf(options);
  const report = options.onProgress ?? (() => undefined);
  const { networks, stack, backend } = await train(data, [...histories.values()], seeds, options);
  report('Fitting experts for serving on all but the withheld users');
  const users = rankNewUsers(data, histories, modalities, seeds[0]);
  report('Judging the withheld users');
  const results = networks.map((network) => judge(users, scorerOf(network)));
  const blend = judge(users, stackScorer(stack));
  const [a, b] = (['a', 'b'] as const).map((task) => results.map((scores) => scores[task]));
  return {
    figures: {
      ...prefixed('a', summarise(a).figures),
      ...prefixed('b', summarise(b).figures),
      ...prefixed('a', compare('static_blend', meanOverSeeds(a), blend.a)),
      ...prefixed('b', compare('static_blend', meanOverSeeds(b), blend.b)),
      ...meanInfluence(
        networks[0],
        users.map(({ ranking }) => ranking),
      ),
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
      modalities,
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

interface NewUser {
  readonly user: YelpUser;
  readonly ranking: UserRanking;
}

/** The withheld users as the experts of everybody else see them. */
function rankNewUsers(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  modalities: readonly string[],
  seed: number,
): NewUser[] {
  const others = data.users.filter((user) => !isWithheld(user));
  const known = others.flatMap(({ userId }) => histories.get(userId) ?? []);
  const reader = yelpReader(data, known, seed);
  return data.users.filter(isWithheld).flatMap((user): NewUser[] => {
    const history = histories.get(user.userId);
    if (!history || user.train.length === 0) return [];
    const asNew = asNewUser(historyOfModalities(history, modalities), yelpModalities());
    return [{ user, ranking: new UserRanking(reader, asNew) }];
  });
}

function judge(users: readonly NewUser[], scorer: Scorer): ColdScores {
  const scores: ColdScores = { a: { recall: [], ndcg: [] }, b: { recall: [], ndcg: [] } };
  for (const { user, ranking } of users) {
    for (const { task, known, relevant } of tasksOf(user)) {
      if (relevant.length > 0) scoreList(ranking.rank(scorer, known), relevant, scores[task]);
    }
  }
  return scores;
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
