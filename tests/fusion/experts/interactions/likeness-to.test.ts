import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LikenessTo } from '../../../../fusion/experts/interactions/likeness-to.ts';
import { SpectralModel } from '../../../../fusion/experts/interactions/spectral-model.ts';
import { lengthsOfSingles, SparseMatrix } from '../../../../fusion/linear/index.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const [ITEMS, RANK, LEADING] = [12, 9, 7];

describe('LikenessTo', () => {
  const random = RandomSource.fromSeed(1);
  const vectors = Float32Array.from({ length: ITEMS * RANK }, () => random.normal());
  vectors.fill(0, 4 * RANK, 5 * RANK);
  const lengths = lengthsOfSingles(vectors, RANK, LEADING);
  const row = (item: number) => [...vectors.subarray(item * RANK, item * RANK + LEADING)];
  const dot = (left: number[], right: number[]) =>
    left.reduce((sum, value, k) => sum + value * right[k], 0);

  for (const count of [0, 1, 3, 4, 5, 8, 11]) {
    it(`compares any item with ${count} others by the cosine of what leads, never below 0`, () => {
      const own = Int32Array.from({ length: count }, (_, place) => (5 * place + 3) % ITEMS);
      const likeness = new LikenessTo(own, { vectors, rank: RANK, leading: LEADING, lengths });
      for (let item = 0; item < ITEMS; item += 1) {
        likeness.read(item);
        assert.equal(likeness.cosines.length, count);
        own.forEach((other, place) => {
          const both = Math.hypot(...row(item)) * Math.hypot(...row(other));
          const expected = both > 0 ? Math.max(0, dot(row(item), row(other)) / both) : 0;
          assert.ok(Math.abs(likeness.cosines[place] - expected) < 1e-12);
        });
      }
    });
  }

  it('is read in turn with others, whose items stay their own', () => {
    const directions = { vectors, rank: RANK, leading: LEADING, lengths };
    const sets = [
      Int32Array.of(0, 1, 2),
      Int32Array.from({ length: 30 }, (_, place) => place % 12),
    ];
    const alone = sets.map((items) => {
      const likeness = new LikenessTo(items, directions);
      return Array.from({ length: ITEMS }, (_, item) => {
        likeness.read(item);
        return likeness.cosines.slice();
      });
    });
    const inTurn = sets.map((items) => new LikenessTo(items, directions));
    for (let item = 0; item < ITEMS; item += 1) {
      inTurn.forEach((likeness, set) => {
        likeness.read(item);
        assert.deepEqual(likeness.cosines, alone[set][item]);
      });
    }
  });

  it('finds nothing alike where nobody had turned to anything when items were fitted', () => {
    const nothing = new SparseMatrix(
      3,
      ITEMS,
      new Int32Array(4),
      new Int32Array(0),
      new Float32Array(0),
    );
    const likeness = SpectralModel.fit(nothing, 2, 1).likenessTo(Int32Array.of(0, 1));
    likeness.read(2);
    assert.deepEqual(likeness.cosines, Float64Array.of(0, 0));
  });
});
