import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateTransfer } from '../../../evaluation/suites/transfer/evaluate.ts';
import type { YelpData } from '../../../evaluation/suites/yelp/dataset.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const PLACES = 40;
const VISITS = 10;

/** A street of places in two quarters; everybody keeps to one quarter, mostly near the last visit. */
function town(users: number, longitude: number, seed: number): YelpData {
  const random = RandomSource.fromSeed(seed);
  const id = (place: number) => `place_${longitude}_${place}`;
  return {
    items: Array.from({ length: PLACES }, (_, place) => ({
      id: id(place),
      title: null,
      categories: [`category_${place % 5}`],
      price: null,
      latitude: 40 + (place % 2) * 0.3 + place * 0.0005,
      longitude,
      attributes: {},
    })),
    users: Array.from({ length: users }, (_, user) => {
      const quarter = user % 2;
      const own = random.shuffle(
        Int32Array.from({ length: PLACES / 2 }, (_, at) => 2 * at + quarter),
      );
      const visits = Array.from(own.slice(0, VISITS), id);
      return {
        userId: `user_${longitude}_${user}`,
        train: visits.slice(0, 6),
        tune: visits.slice(6, 8),
        test: visits.slice(8),
        friends: [`user_${longitude}_${(user + 2) % users}`],
      };
    }),
  };
}

describe('evaluateTransfer', () => {
  it('judges both starts on the same users, with few of them known and with all', async () => {
    const pairs = [{ name: 'south', source: town(80, 5, 1), target: town(80, 8, 2) }];
    const { figures, baselines } = await evaluateTransfer(pairs, { seeds: [1] });
    for (const share of [5, 100]) {
      const name = `south_${share}`;
      const [warm, scratch] = [figures, baselines.scratch].map((own) => own[`${name}_ndcg@20`]);
      assert.ok(warm > 0.2 && warm <= 1, `NDCG is ${warm}`);
      assert.ok(Math.abs(figures[`${name}_gain`] - (warm - scratch) / scratch) < 1e-9);
      assert.ok(figures[`${name}_gain_low`] <= figures[`${name}_gain`]);
      assert.ok(figures[`${name}_gain_high`] >= figures[`${name}_gain`]);
    }
  });
});
