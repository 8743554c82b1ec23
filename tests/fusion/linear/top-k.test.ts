import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { topK } from '../../../fusion/linear/index.ts';

describe('topK', () => {
  // Few distinct ones, so that many are equal.
  const scores = fc.array(fc.constantFrom(-1.5, -0, 0, 0.25, 1, 2, Number.NEGATIVE_INFINITY));

  it('finds what sorting all finds, equal scores in the order of their places', () => {
    fc.assert(
      fc.property(scores, fc.nat(40), fc.nat(40), (values, end, count) => {
        const length = Math.min(end, values.length);
        const places = Array.from({ length }, (_, place) => place);
        const expected = places
          .sort((left, right) =>
            values[left] === values[right] ? 0 : values[right] - values[left],
          )
          .slice(0, count);
        for (const kind of [values, Float64Array.from(values), Float32Array.from(values)]) {
          assert.deepEqual([...topK(kind, length, count)], expected);
        }
      }),
    );
  });

  it('leaves the scores as they are', () => {
    const values = Float64Array.of(1, 3, 2, 3);
    topK(values, 4, 2);
    assert.deepEqual(values, Float64Array.of(1, 3, 2, 3));
  });
});
