import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { orderByRow } from '../../../fusion/tensor/order-by-row.ts';

test('positions are ordered by row, then by position, without those of no row', () => {
  const cases = fc
    .integer({ min: 1, max: 5000 })
    .chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.array(fc.integer({ min: -1, max: rows - 1 }), { maxLength: 300 }),
      ),
    );
  fc.assert(
    fc.property(cases, ([rows, indices]) => {
      const expected = [...indices.keys()]
        .filter((position) => indices[position] >= 0)
        .sort((left, right) => indices[left] - indices[right] || left - right);
      assert.deepEqual([...orderByRow(Int32Array.from(indices), rows)], expected);
    }),
  );
});
