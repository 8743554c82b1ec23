import { inspectTrainingData } from '../../../fusion/data-quality/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import type { FusionNetwork } from '../../../fusion/model/index.ts';
import { LinearStack } from '../../baselines/linear-stack.ts';
import { historyOfModalities, setsOfModalities } from '../../baselines/only-modalities.ts';
import { meanInfluence } from '../../influence.ts';
import type { SuiteResult } from '../../suite.ts';
import { yelpBaselines } from './baselines.ts';
import type { YelpData } from './dataset.ts';
import { diversity, judge, yelpReader } from './judge.ts';
import { compare, meanOverSeeds, summarise } from './protocol.ts';
import { scorerOf, stackScorer, UserRanking } from './ranking.ts';
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

const ALONE = ['transactions'];
/** Every so manieth user is asked which modalities move their candidates. */
const INFLUENCE_STEP = 20;

interface Trained {
  readonly networks: readonly FusionNetwork[];
  readonly interactionsOnly: FusionNetwork;
  readonly stack: LinearStack;
  readonly curves: NonNullable<SuiteResult['curves']>;
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
  const modalities = modalitiesOf(options);
  const report = options.onProgress ?? (() => undefined);
  // The training rows, a gigabyte, are gone when this returns: the experts for serving need room.
  const trained = await train(data, [...histories.values()], seeds, options);
  const seconds = secondsSince();
  report('Fitting experts for serving');
  const reader = yelpReader(data, histories.values(), seeds[0]);
  report('Ranking all users');
  const results = judge(
    reader,
    data.users,
    histories,
    trained.networks.map((network) => ({ scorer: scorerOf(network), modalities })),
  );
  const stagesSeconds = trained.seconds + seconds();
  report('Comparing with others');
  const [stack, alone] = judge(reader, data.users, histories, [
    { scorer: stackScorer(trained.stack), modalities },
    { scorer: scorerOf(trained.interactionsOnly), modalities: ALONE },
  ]);
  const asked = data.users.filter((_, place) => place % INFLUENCE_STEP === 0);
  const rankings = asked.flatMap(({ userId }) => {
    const history = histories.get(userId);
    return history ? [new UserRanking(reader, historyOfModalities(history, modalities))] : [];
  });
  const scores = results.map((result) => result.scores);
  const { figures, spread } = summarise(scores);
  return {
    figures: {
      ...figures,
      ...diversity(data, results[0].lists),
      ...compare('recency_stack', meanOverSeeds(scores), stack.scores),
      ...compare('interactions_only', meanOverSeeds(scores), alone.scores),
      ...meanInfluence(trained.networks[0], rankings),
      stages_seconds: stagesSeconds,
    },
    spread,
    baselines: {
      ...yelpBaselines(data, seeds[0]),
      interactions_only: summarise([alone.scores]).figures,
      recency_stack: summarise([stack.scores]).figures,
    },
    curves: trained.curves,
    dataQuality: inspectTrainingData({
      ...{ users: [...histories.values()], modalities, labels: [] },
    }),
    settings: {
      prepare: PREPARE,
      fit: FIT,
      stackEpochs: STACK_EPOCHS,
      modalities,
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
  const alone = setsOfModalities(sets.known, ALONE);
  const interactions = await trainNetwork(alone, seeds[0], 'interactions alone', options);
  const curves = fused.map(({ curve }, index) => [`seed ${seeds[index]}`, curve] as const);
  return {
    networks: fused.map(({ network }) => network),
    interactionsOnly: interactions.network,
    stack: LinearStack.fit(sets.known, { seed: seeds[0], epochs: STACK_EPOCHS }),
    curves: { 'ranking loss by epoch': Object.fromEntries(curves) },
    backend: fused[0].backend,
    seconds: afterSets + training / seeds.length,
  };
}

function secondsSince(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
