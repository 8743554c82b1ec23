import type { UserHistory } from '../../../fusion/index.ts';
import type { FusionNetwork } from '../../../fusion/model/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import { meanInfluence } from '../../influence.ts';
import type { Figures, SuiteResult } from '../../suite.ts';
import type { YelpData } from './dataset.ts';
import { judgeNewUsers, rankNewUsers, readerOfOthers } from './new-users.ts';
import { compare, meanOverSeeds, summarise } from './protocol.ts';
import { scorerOf, stackScorer } from './ranking.ts';
import {
  FIT,
  modalitiesOf,
  PREPARE,
  type RunOptions,
  STACK_EPOCHS,
  trainNetwork,
  weightsOf,
  yelpSets,
} from './training.ts';

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
  const reader = readerOfOthers(data, histories, seeds[0]);
  const users = rankNewUsers(reader, data, histories, modalities);
  report('Judging the withheld users');
  const results = networks.map((network) => judgeNewUsers(users, scorerOf(network)));
  const blend = judgeNewUsers(users, stackScorer(stack));
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
  // The stack does better for new users where their rows weigh alike, and is given its best.
  const alike = sets.newUsers.map((set) => ({ ...set, rowWeights: null }));
  return {
    networks: fused.map(({ network }) => network),
    stack: LinearStack.fit(alike, { seed: seeds[0], epochs: STACK_EPOCHS }),
    backend: fused[0].backend,
  };
}

function prefixed(prefix: string, figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${prefix}_${name}`, value]),
  );
}
