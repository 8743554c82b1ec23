import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { exponential } from '../../../fusion/linear/index.ts';

test('is e^value to the last digits wherever a double holds it, and beyond what Math.exp says', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (value) => {
      const expected = Math.exp(value);
      assert.ok(Math.abs(exponential(value) - expected) <= 4e-16 * expected, String(value));
    }),
    { numRuns: 20_000 },
  );
  const ends = [0, -0, -707.9, 708.9, -709, 710, -745.2, Number.NaN, 1e300, -1e300];
  for (const value of [...ends, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const expected = Math.exp(value);
    const near = Math.abs(exponential(value) - expected) <= 4e-16 * expected;
    assert.ok(near || Object.is(exponential(value), expected), String(value));
  }
});
