import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DenseLayer } from '../../../../fusion/linear/index.ts';
import { RandomSource } from '../../../../fusion/tensor/index.ts';

function layerOf(inputs: number, outputs: number, random: RandomSource): DenseLayer {
  return new DenseLayer(
    Float32Array.from({ length: inputs * outputs }, () => random.normal()),
    Float32Array.from({ length: outputs }, () => random.normal()),
  );
}

/** What the kernel stands for: one input after the other, in double precision. */
function expectedOf({ kernel, bias, outputs }: DenseLayer, x: ArrayLike<number>): number[] {
  const sums = Array.from(bias);
  for (let input = 0; input < x.length; input += 1) {
    for (let output = 0; output < outputs; output += 1) {
      sums[output] += x[input] * kernel[input * outputs + output];
    }
  }
  return sums;
}

describe('a dense layer', () => {
  it('is the same sum to the last bit, whatever its widths and however many inputs are zero or left out', () => {
    const shapes = fc.record({
      inputs: fc.nat(70),
      outputs: fc.nat(40),
      left: fc.nat(5),
      zeros: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(shapes, ({ inputs, outputs, left, zeros, seed }) => {
        const random = RandomSource.fromSeed(seed);
        const layer = layerOf(inputs, outputs, random);
        const length = outputs === 0 ? 0 : Math.max(0, inputs - left);
        const x = Float32Array.from({ length }, () =>
          random.uniform() < zeros ? 0 : random.normal(),
        );
        assert.deepEqual(Array.from(layer.sums(x)), expectedOf(layer, x));
      }),
    );
  });

  it('says the same after others took its place in the memory, also one that is larger than all of it was', () => {
    const random = RandomSource.fromSeed(5);
    const first = layerOf(30, 12, random);
    const x = Float32Array.from({ length: 30 }, () => random.normal());
    const expected = expectedOf(first, x);
    assert.deepEqual(Array.from(first.sums(x)), expected);
    // 16 MB are five of these.
    const others = Array.from({ length: 12 }, () => layerOf(1000, 400, random));
    const wide = Float32Array.from({ length: 1000 }, () => random.normal());
    for (const other of others) {
      assert.deepEqual(Array.from(other.sums(wide)), expectedOf(other, wide));
      assert.deepEqual(Array.from(first.sums(x)), expected);
    }
    const huge = new DenseLayer(new Float32Array(3000 * 1000).fill(1), new Float32Array(1000));
    assert.equal(huge.sums(new Float32Array(3000).fill(1))[999], 3000);
    assert.deepEqual(Array.from(first.sums(x)), expected);
  });

  it('refuses more inputs than it has', () => {
    const layer = layerOf(3, 2, RandomSource.fromSeed(1));
    assert.throws(() => layer.sums(new Float32Array(4)), RangeError);
  });
});
