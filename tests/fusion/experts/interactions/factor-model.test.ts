import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FactorModel } from '../../../../fusion/experts/interactions/factor-model.ts';
import { PartsWriter } from '../../../../fusion/experts/parts.ts';

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
});
