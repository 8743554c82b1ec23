import type { Suite } from '../../suite.ts';
import { evaluateAblation } from './ablation.ts';
import { evaluateYelpCold } from './cold.ts';
import { readYelp, yelpHistory } from './dataset.ts';
import { evaluateYelp } from './evaluate.ts';
import { YELP_MODALITIES } from './training.ts';

function suiteOf(
  name: string,
  description: string,
  evaluate: typeof evaluateYelp,
  modalities: readonly string[] = YELP_MODALITIES,
): Suite {
  return {
    ...{ name, description, modalities },
    async run(options) {
      options.onProgress?.('Reading the data');
      const data = await readYelp(options.seeds?.[0] ?? 1, options.dataFolder);
      const items = new Map(data.items.map((item) => [item.id, item]));
      const histories = new Map(data.users.map((user) => [user.userId, yelpHistory(user, items)]));
      return evaluate(data, histories, options);
    },
  };
}

/** Fusion of check-ins, places, categories and friends of 5,000 Yelp users. */
export const yelpSuites: readonly Suite[] = [
  suiteOf(
    'yelp',
    'Next places of 5,000 Yelp users: full ranking, train and tune positives excluded.',
    evaluateYelp,
  ),
  suiteOf(
    'yelp-cold',
    'The same model for 500 new users, of whom two places and the friends are known.',
    evaluateYelpCold,
  ),
  suiteOf(
    'yelp-ablation',
    'What each source is worth on Yelp: left out, added, and shuffled; known and new users apart.',
    evaluateAblation,
    [],
  ),
];
