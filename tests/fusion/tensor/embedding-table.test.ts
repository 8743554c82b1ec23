import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EmbeddingTable, RandomSource } from '../../../fusion/tensor/index.ts';

function table(rows: number, dimension = 2): EmbeddingTable {
  const random = RandomSource.fromSeed(1);
  return new EmbeddingTable({ rows, dimension, spread: 0.5, random, initialAccumulator: 0.1 });
}

describe('the embedding table', () => {
  test('fetches rows in order, zeros for no row', () => {
    const items = table(5);
    const fetched = new Float32Array(6);
    items.gather(Int32Array.of(3, -1, 0), fetched);
    const row = (index: number) => [...items.values.subarray(index * 2, index * 2 + 2)];
    assert.deepEqual([...fetched], [...row(3), 0, 0, ...row(0)]);
  });

  test('touches the rows in use and no others', () => {
    const items = table(100);
    const before = items.values.slice();
    const used = Int32Array.of(7, -1, 42, 7);
    items.update(used, (_, target) => target.fill(1), 0.1, 1);
    for (let row = 0; row < 100; row += 1) {
      const isChanged = [0, 1].some(
        (axis) => items.values[row * 2 + axis] !== before[row * 2 + axis],
      );
      assert.equal(isChanged, row === 7 || row === 42, `row ${row}`);
      assert.equal(items.accumulators[row] !== Math.fround(0.1), row === 7 || row === 42);
    }
  });

  test('adds the gradients of a row that occurs twice, then takes one Adagrad step', () => {
    const items = table(3);
    const before = items.values.slice(2, 4);
    const slopes = [
      [1, 2],
      [3, -1],
    ];
    items.update(
      Int32Array.of(1, 1),
      (position, target) => {
        target[0] += slopes[position][0];
        target[1] += slopes[position][1];
      },
      0.1,
    );
    const accumulator = 0.1 + (16 + 1) / 2;
    assert.ok(Math.abs(items.accumulators[1] - accumulator) < 1e-5);
    assert.ok(Math.abs(items.values[2] - (before[0] - (0.1 * 4) / Math.sqrt(accumulator))) < 1e-6);
    assert.ok(Math.abs(items.values[3] - (before[1] - 0.1 / Math.sqrt(accumulator))) < 1e-6);
  });

  test('a step takes no longer with a million rows than with a thousand', () => {
    const indices = Int32Array.from({ length: 2000 }, (_, at) => (at * 37) % 1000);
    const [small, large] = [1000, 1_000_000].map((rows) => {
      const items = table(rows, 16);
      const step = () => {
        const start = performance.now();
        items.update(indices, (_, target) => target.fill(1), 0.01);
        return performance.now() - start;
      };
      for (let round = 0; round < 20; round += 1) step();
      return Array.from({ length: 31 }, step).sort((a, b) => a - b)[15];
    });
    assert.ok(large < 5 * small + 2, `${small} ms and ${large} ms`);
  });
});
