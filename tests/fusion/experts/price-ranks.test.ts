import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { priceRanks } from '../../../fusion/experts/price-ranks.ts';
import type { Item } from '../../../fusion/index.ts';

function item(price: number | null, ...categories: string[]): Item {
  const place = { title: null, latitude: null, longitude: null, attributes: {} };
  return { id: `${categories}/${price}`, categories, price, ...place };
}

describe('price ranks', () => {
  it('go by the narrowest kind with enough prices', () => {
    const pans = [10, 20, 20, 30, 40, 50].map((price) => item(price, 'home', 'pans'));
    const sofas = [500, 600].map((price) => item(price, 'home', 'sofas'));
    const ranks = priceRanks([...pans, ...sofas]);
    assert.deepEqual([...ranks.subarray(0, 6)], [0, 0.3, 0.3, 0.6, 0.8, 1]);
    // There are too few sofas, so they are held against everything for the home.
    assert.deepEqual([...ranks.subarray(6)], [6 / 7, 1]);
  });

  it('are not known without a price, a kind or enough others', () => {
    const few = [1, 2, 3].map((price) => item(price, 'lamps'));
    const ranks = priceRanks([...few, item(5), item(null, 'lamps')]);
    assert.ok(ranks.every(Number.isNaN));
  });

  it('are between 0 and 1, half on average, and follow the prices', () => {
    const prices = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(prices, (given) => {
        const ranks = priceRanks(given.map((price) => item(price, 'kind')));
        assert.ok(ranks.every((rank) => rank >= 0 && rank <= 1));
        const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
        assert.ok(Math.abs(mean - 0.5) < 1e-9);
        given.forEach((left, one) => {
          given.forEach((right, other) => {
            assert.equal(Math.sign(left - right), Math.sign(ranks[one] - ranks[other]));
          });
        });
      }),
    );
  });
});
