import type { Suite } from '../../suite.ts';
import { readYelp, yelpHistory } from './dataset.ts';
import { evaluateYelp } from './evaluate.ts';

/** Fusion of check-ins, places, categories and friends of 5,000 Yelp users. */
export const yelpSuite: Suite = {
  name: 'yelp',
  description: 'Next places of 5,000 Yelp users: full ranking, train and tune positives excluded.',
  async run(options) {
    options.onProgress?.('Reading the data');
    const data = await readYelp(options.seeds?.[0] ?? 1, options.dataFolder);
    const items = new Map(data.items.map((item) => [item.id, item]));
    const histories = new Map(data.users.map((user) => [user.userId, yelpHistory(user, items)]));
    return evaluateYelp(data, histories, options);
  },
};
