import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomSource } from '../../../fusion/tensor/index.ts';

describe('the seeded random source', () => {
  test('continues from a stored state', () => {
    const random = RandomSource.fromSeed(9);
    for (let index = 0; index < 7; index += 1) random.normal();
    const copy = RandomSource.fromState(JSON.parse(JSON.stringify(random.state)));
    const draw = (source: RandomSource) => Array.from({ length: 5 }, () => source.next());
    assert.deepEqual(draw(copy), draw(random));
  });

  test('is standard normal in mean, variance and tails, for seed 0 too', () => {
    for (const seed of [0, 1, 2 ** 31]) {
      const random = RandomSource.fromSeed(seed);
      const draws = Float64Array.from({ length: 40_000 }, () => random.normal());
      const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
      const variance = draws.reduce((sum, value) => sum + value * value, 0) / draws.length;
      const tail = draws.filter((value) => Math.abs(value) > 1.96).length / draws.length;
      assert.ok(Math.abs(mean) < 0.02, `mean ${mean}`);
      assert.ok(Math.abs(variance - 1) < 0.03, `variance ${variance}`);
      assert.ok(Math.abs(tail - 0.05) < 0.005, `tail ${tail}`);
    }
  });

  test('shuffles without losing anything, and refuses a seed that is no integer', () => {
    const shuffled = RandomSource.fromSeed(4).shuffle(
      Int32Array.from({ length: 50 }, (_, at) => at),
    );
    assert.notDeepEqual(
      [...shuffled],
      [...shuffled].sort((a, b) => a - b),
    );
    assert.equal(new Set(shuffled).size, 50);
    assert.throws(() => RandomSource.fromSeed(0.5), /must be an integer, got 0.5/);
  });
});
