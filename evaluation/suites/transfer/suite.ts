import type { Suite } from '../../suite.ts';
import { readYelp } from '../yelp/dataset.ts';
import { evaluateTransfer } from './evaluate.ts';
import { cityOf, type Region, readNewYork } from './shops.ts';

const PHOENIX: Region = { south: 32.5, north: 34.5, west: -113, east: -111 };
const CHARLOTTE: Region = { south: 34.5, north: 36, west: -81.5, east: -80 };

/** What one shop's network is worth to another that has few users, or many. */
export const transferSuite: Suite = {
  name: 'transfer',
  description: "Starting from another shop's network: Phoenix to Charlotte, Phoenix to New York.",
  async run(options) {
    options.onProgress?.('Reading the data');
    const seed = options.seeds?.[0] ?? 1;
    const yelp = await readYelp(seed, options.dataFolder);
    const source = cityOf(yelp, PHOENIX);
    const pairs = [
      { name: 'charlotte', source, target: cityOf(yelp, CHARLOTTE) },
      { name: 'new_york', source, target: await readNewYork(seed, options.dataFolder) },
    ];
    return evaluateTransfer(pairs, options);
  },
};
