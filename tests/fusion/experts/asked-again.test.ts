import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Catalog } from '../../../fusion/experts/catalog.ts';
import { FitCache } from '../../../fusion/experts/fit-cache.ts';
import { HistoryIndexer } from '../../../fusion/experts/history-indexer.ts';
import type { IndexedHistory } from '../../../fusion/experts/indexed-history.ts';
import { townHistories, townItems, townModalities } from './small-town.ts';

const users = townHistories(30);
const catalog = new Catalog(townItems());
const registry = townModalities();
const ids = users.map(({ userId }) => userId);
const indexer = new HistoryIndexer(registry.list(), catalog, ids);
const indexed = users.map((user) => indexer.index(user, Number.POSITIVE_INFINITY));
const stranger = indexer.index({ userId: 'stranger', events: [], traits: {} }, 0);
const items = Int32Array.from(catalog.ids, (_, index) => index);

describe('experts that are asked for one user, for a stranger, and for the first again', () => {
  for (const modality of registry.list()) {
    it(`${modality.name} says the same`, () => {
      const data = { catalog, users: indexed, seed: 1, factors: 8, cache: new FitCache() };
      const expert = modality.fitExpert(data);
      const scores = (history: IndexedHistory): Float32Array => {
        const values = new Float32Array(items.length * expert.columns.length);
        expert.scores(history, items, { values, stride: expert.columns.length, offset: 0 });
        return values;
      };
      const first = scores(indexed[4]);
      scores(stranger);
      assert.deepEqual(scores(indexed[4]), first);
    });
  }
});
