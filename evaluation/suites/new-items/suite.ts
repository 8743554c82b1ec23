import type { Shop } from '../../shops.ts';
import type { Suite } from '../../suite.ts';
import { evaluateNewItems } from './evaluate.ts';
import { SHOPS } from './shops.ts';

/** What a model makes of items that it was not trained with, by their content alone. */
export const newItemsSuite: Suite = {
  name: 'new-items',
  description: 'Items hidden from training and known by their content: a demo shop, films, a city.',
  async run(options) {
    const shops = new Map<string, Shop>();
    for (const [name, read] of Object.entries(SHOPS)) shops.set(name, await read(options));
    return evaluateNewItems(shops, options);
  },
};
