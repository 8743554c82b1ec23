import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FactorModel, type Taste } from '../../../../fusion/experts/interactions/factor-model.ts';
import { PartsWriter } from '../../../../fusion/experts/parts.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const FACTORS = 3;
const ITEMS = 40;

describe('FactorModel', () => {
  it('finds the best of some items, though it looks at few, as scoring them all does', () => {
    const vector = fc.array(fc.integer({ min: -9, max: 9 }), {
      minLength: FACTORS,
      maxLength: FACTORS,
    });
    const vectors = fc.array(vector, { minLength: ITEMS, maxLength: ITEMS });
    const items = fc.uniqueArray(fc.nat(ITEMS - 1));
    fc.assert(
      fc.property(vectors, items, items, fc.nat(12), (rows, own, asked, count) => {
        const parts = new PartsWriter()
          .json('factors', FACTORS)
          .numbers('items', Float32Array.from(rows.flat())).parts;
        const model = FactorModel.fromParts(parts);
        const taste = model.fold(
          own,
          own.map(() => 1),
        );
        const scores = asked.map((item) => model.score(taste, item));
        const best = model.best(taste, Int32Array.from(asked), count);
        assert.deepEqual(
          Array.from(best, (item) => model.score(taste, item)),
          scores.sort((left, right) => right - left).slice(0, count),
        );
        assert.equal(new Set(best).size, Math.min(count, asked.length));
      }),
    );
  });

  it('finds the very items of a plain full scan, with the same scores to the last bit', () => {
    const factors = 13;
    // Some vectors are zero and some are each other's.
    const kinds = fc.array(fc.constantFrom(0, 0, 1, 2, 3, 4, 5, 6, 7), { maxLength: 60 });
    fc.assert(
      fc.property(kinds, fc.nat(1000), fc.nat(30), (kind, seed, count) => {
        const random = RandomSource.fromSeed(seed);
        const drawn = Float32Array.from({ length: 8 * factors }, () => random.normal());
        drawn.fill(0, 0, factors);
        const vectors = Float32Array.from(
          kind.flatMap((own) => [...drawn.subarray(own * factors, (own + 1) * factors)]),
        );
        const model = FactorModel.fromParts(
          new PartsWriter().json('factors', factors).numbers('items', vectors).parts,
        );
        const own = kind.flatMap((_, item) => (item % 3 === 1 ? [item] : []));
        const taste = model.fold(
          own,
          own.map(() => 0.7),
        );
        const later = model.fold(
          own,
          own.map((item) => 1 / (1 + item)),
        );
        const scan = ({ vector, mean, deviation }: Taste) =>
          kind.map((_, item) => {
            const lanes = [0, 0, 0, 0];
            for (let k = 0; k < factors; k += 1) {
              lanes[k < factors - (factors % 4) ? k % 4 : 0] +=
                vectors[item * factors + k] * vector[k];
            }
            return (lanes[0] + lanes[1] + (lanes[2] + lanes[3]) - mean) / deviation;
          });
        const [scores, others] = [scan(taste), scan(later)];
        const items = Int32Array.from(kind.keys());
        const best = [...items].sort((left, right) => scores[right] - scores[left]);
        assert.deepEqual([...model.best(taste, items, count)], best.slice(0, count));
        const both = new Float32Array(3);
        for (const item of items) {
          assert.equal(model.score(taste, item), scores[item]);
          model.scoreBoth(taste, later, item, both, 1);
          assert.deepEqual(both, Float32Array.of(0, scores[item], others[item]));
        }
      }),
    );
  });
});
