import { aboutBy } from '../../../explain/attribution/categories.ts';
import { trainingPreparation, trainModel } from '../../../fusion/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { formLearned } from '../../../segments/learned/form-learned.ts';
import type { SuiteOptions } from '../../suite.ts';
import { readYelp, yelpHistory } from '../yelp/dataset.ts';
import { yelpModalities } from '../yelp/training.ts';
import { type ScoredUser, scoredUsers } from './scored-user.ts';

/** A small model: what is tested is whether explanations follow it, not how well it ranks. */
export const YELP_TRAINING = {
  prepare: {
    factors: 64,
    candidates: 100,
    randomCandidates: 40,
    negativeShare: 0.5,
    mostRows: 3000,
  },
  fit: { epochs: 4 },
};
/** Groups are formed out of every third user. */
const EVERY = 3;
const GROUPS = 6;

/** Users of Yelp_4 with the scores of the groups that they are in. */
export async function yelpUsers(
  seed: number,
  count: number,
  fewestEvents: number,
  { dataFolder, signal, onProgress }: SuiteOptions,
): Promise<ScoredUser[]> {
  onProgress?.('Reading Yelp and training a model on it');
  const data = await readYelp(seed, dataFolder);
  const items = new Map(data.items.map((item) => [item.id, item]));
  const users = data.users.map((user) => yelpHistory(user, items));
  const model = await trainModel(
    { users, items: data.items },
    trainingPreparation(yelpModalities()),
    { prepare: { ...YELP_TRAINING.prepare, seed }, fit: { ...YELP_TRAINING.fit, seed } },
    { ...(signal && { signal }) },
  );
  const sample = users.filter((_, place) => place % EVERY === 0);
  const profiles = sample.map((history) =>
    model.featureReader(history.events.at(-1)?.at ?? 0).features(history),
  );
  onProgress?.('Forming groups of Yelp users');
  const { grouping } = await formLearned(profiles, languageOf('en', yelpModalities()), {
    count: GROUPS,
    autoencoder: { seed },
  });
  const aboutOf = aboutBy(({ itemId }) => items.get(itemId ?? '')?.categories[0] ?? null);
  const judged = sample.filter(({ events }) => events.length >= fewestEvents).slice(0, count);
  return scoredUsers(model, grouping, judged, 0, aboutOf);
}
