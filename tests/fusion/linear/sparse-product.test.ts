import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import {
  besideEachOther,
  oneAboveTheOther,
  SparseMatrix,
  sparseProduct,
} from '../../../fusion/linear/index.ts';

const rows = (count: number, columns: number): fc.Arbitrary<number[][]> =>
  fc.array(
    fc.array(fc.constantFrom(0, 0, 0, 1, 2, -3), { minLength: columns, maxLength: columns }),
    { minLength: count, maxLength: count },
  );

const sparse = (dense: readonly (readonly number[])[], columns: number): SparseMatrix =>
  SparseMatrix.fromRows(
    columns,
    dense.map((row) => {
      const indices = [...row.keys()].filter((column) => row[column] !== 0);
      return { indices, values: indices.map((column) => row[column]) };
    }),
  );

const dense = ({ rows: count, columns, pointers, indices, values }: SparseMatrix): number[][] =>
  Array.from({ length: count }, (_, row) => {
    const own = new Array<number>(columns).fill(0);
    for (let entry = pointers[row]; entry < pointers[row + 1]; entry += 1) {
      own[indices[entry]] = values[entry];
    }
    return own;
  });

it('multiplies and joins as dense matrices do', () => {
  fc.assert(
    fc.property(rows(3, 4), rows(4, 5), rows(3, 2), rows(2, 4), (left, right, beside, below) => {
      const [a, b] = [sparse(left, 4), sparse(right, 5)];
      const product = left.map((row) =>
        Array.from({ length: 5 }, (_, column) =>
          row.reduce((sum, value, middle) => sum + value * right[middle][column], 0),
        ),
      );
      const exact = (values: number[][]) => values.map((row) => row.map((value) => value + 0));
      assert.deepEqual(exact(dense(sparseProduct(a, b))), exact(product));
      assert.deepEqual(
        dense(besideEachOther(a, sparse(beside, 2))),
        left.map((row, place) => [...row, ...beside[place]]),
      );
      assert.deepEqual(dense(oneAboveTheOther(a, sparse(below, 4))), [...left, ...below]);
    }),
  );
});
