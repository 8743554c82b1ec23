import {
  buildServing,
  buildTrainingSets,
  type ExpertReader,
} from '../../../fusion/experts/index.ts';
import { defaultModalities, ModalityRegistry, type UserHistory } from '../../../fusion/index.ts';
import { topK } from '../../../fusion/linear/index.ts';
import type { FusionNetwork } from '../../../fusion/model/index.ts';
import { fitNetwork } from '../../../fusion/training/index.ts';
import type { SuiteOptions, SuiteResult } from '../../suite.ts';
import { yelpBaselines } from './baselines.ts';
import type { YelpData, YelpUser } from './dataset.ts';
import { LIST_LENGTH, mean, scoreTest, type TestScores, yelpStages } from './protocol.ts';

const MODALITIES = ['location', 'transactions', 'social'];
/** Chosen on the tune part, with the stage `tune` as validation and nothing of the test part. */
const FIT = {
  epochs: 7,
  batchSize: 100,
  embeddingRate: 0,
  modalityDropout: 0.03,
  newUserShare: 0.02,
};
const PREPARE = { candidates: 300, randomCandidates: 100, newUserShare: 0.1 };

/** Only what the data have: a modality that nobody has would be so many empty columns. */
export function yelpModalities(): ModalityRegistry {
  const known = defaultModalities();
  const registry = new ModalityRegistry();
  for (const name of MODALITIES) registry.register(known.get(name));
  return registry;
}

/** The experts' candidates ranked by the network: the best 20 item ids. */
function rankWith(network: FusionNetwork, reader: ExpertReader, history: UserHistory): string[] {
  // The user's own last visit, as in training: the data have an order but no common clock.
  const asOf = history.events.at(-1)?.at ?? 0;
  const user = network.encode(reader.read(history, asOf));
  const candidates = reader.candidates(history, asOf, PREPARE.candidates);
  const scores = network.scores(user, candidates);
  const best = topK(scores, scores.length, LIST_LENGTH);
  return Array.from(best, (place) => reader.itemIds[candidates.items[place]]);
}

/**
 * Trains on the stages of the protocol and judges on the test part, once.
 * @param histories each user's history up to and with the tune part, wherever it was read from
 */
export async function evaluateYelp(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  options: Pick<SuiteOptions, 'seeds' | 'signal' | 'onProgress'>,
): Promise<SuiteResult> {
  const seeds = options.seeds ?? [1];
  const { signal, onProgress: report = () => undefined } = options;
  const users = [...histories.values()];
  const registry = yelpModalities();
  report('Fitting iALS and popularity to compare with');
  const baselines = yelpBaselines(data, seeds[0]);
  const settings = { ...PREPARE, seed: seeds[0] };
  const sets = await buildTrainingSets(
    users,
    data.items,
    registry,
    { ...settings, stages: yelpStages(data.users, 'train') },
    {
      signal,
      onPrepare: ({ task, done, total }) =>
        report(`Fitting experts on the stage '${task}' (${done + 1} of ${total})`),
    },
  );
  const networks: FusionNetwork[] = [];
  let backend = '';
  for (const seed of seeds) {
    const hooks = {
      signal,
      onProgress: ({
        epoch,
        epochs,
        step,
        steps,
      }: Record<'epoch' | 'epochs' | 'step' | 'steps', number>) => {
        if (step === steps) report(`Training with seed ${seed}: epoch ${epoch} of ${epochs}`);
      },
    };
    const { network, metrics } = await fitNetwork(sets, { ...FIT, seed }, hooks);
    networks.push(network);
    backend = metrics.backend;
  }
  // A gigabyte of columns that the experts for serving have better use for.
  sets.length = 0;
  report('Fitting experts for serving');
  const reader = buildServing(users, data.items, registry, settings);
  report('Ranking all users');
  const results = networks.map((network) =>
    scoreTest(data.users, (user) => rankWith(network, reader, historyOf(histories, user))),
  );
  const fixed = { prepare: settings, fit: FIT };
  return { ...summarise(results), baselines, settings: fixed, seeds, backend };
}

function historyOf(histories: ReadonlyMap<string, UserHistory>, { userId }: YelpUser): UserHistory {
  return histories.get(userId) ?? { userId, events: [], traits: {} };
}

function summarise(results: readonly TestScores[]): Pick<SuiteResult, 'figures' | 'spread'> {
  const recalls = results.map((result) => mean(result.recall));
  const gains = results.map((result) => mean(result.ndcg));
  const deviation = (values: readonly number[]): number => {
    const center = mean(values);
    const sum = values.reduce((total, value) => total + (value - center) ** 2, 0);
    return Math.sqrt(sum / Math.max(values.length - 1, 1));
  };
  return {
    figures: { 'recall@20': mean(recalls), 'ndcg@20': mean(gains) },
    spread: { 'recall@20': deviation(recalls), 'ndcg@20': deviation(gains) },
  };
}
