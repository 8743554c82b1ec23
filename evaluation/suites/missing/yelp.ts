import type { UserHistory } from '../../../fusion/index.ts';
import type { YelpData } from '../yelp/dataset.ts';
import { judge, yelpReader } from '../yelp/judge.ts';
import { scorerOf } from '../yelp/ranking.ts';
import {
  FIT,
  modalitiesOf,
  PREPARE,
  type RunOptions,
  trainNetwork,
  weightsOf,
  yelpSets,
} from '../yelp/training.ts';
import type { Judgement } from './shop.ts';
import { subsetFigures, subsetsOf } from './subsets.ts';

/** Every so manieth user is judged with each subset. */
const USER_STEP = 3;

/** The network of the suite `yelp`, for users who have only a subset of the modalities. */
export async function judgeYelp(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  seed: number,
  options: RunOptions,
): Promise<Judgement> {
  const report = options.onProgress ?? (() => undefined);
  const sets = await yelpSets(data, [...histories.values()], seed, options);
  const rows = [...sets.known, ...sets.newUsers];
  const { network, backend } = await trainNetwork(rows, seed, 'fusion', options);
  const subsets = subsetsOf(modalitiesOf(options));
  report('yelp: fitting experts for serving');
  const reader = yelpReader(data, histories.values(), seed);
  report(`yelp: ranking with each of ${subsets.length} subsets of modalities`);
  const users = data.users.filter((_, place) => place % USER_STEP === 0);
  const scorer = scorerOf(network);
  const contenders = subsets.map((modalities) => ({ scorer, modalities }));
  const judged = judge(reader, users, histories, contenders);
  const results = judged.map(({ scores }, index) => ({
    modalities: subsets[index],
    ndcg: scores.ndcg,
  }));
  const settings = { prepare: PREPARE, fit: FIT, users: users.length, weights: weightsOf(network) };
  return { figures: subsetFigures('yelp', results), settings, backend };
}
