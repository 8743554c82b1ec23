import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hostLayer, linear } from '../../../fusion/model/host-layers.ts';
import { ParameterLayout, RandomSource } from '../../../fusion/tensor/index.ts';

test('a layer is a sum in double precision, rounded once', () => {
  const shapes = fc.record({
    inputs: fc.integer({ min: 1, max: 40 }),
    outputs: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(1000),
    zeros: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(shapes, ({ inputs, outputs, seed, zeros }) => {
      const random = RandomSource.fromSeed(seed);
      const parameter = { initialiser: { kind: 'zeros' }, rate: 1, decays: false } as const;
      const layout = new ParameterLayout([
        { name: 'own/kernel', shape: [inputs, outputs], ...parameter },
        { name: 'own/bias', shape: [outputs], ...parameter },
      ]);
      const flat = Float32Array.from({ length: layout.size }, () => random.normal());
      const x = Float32Array.from({ length: inputs }, () =>
        random.uniform() < zeros ? 0 : random.normal(),
      );
      const expected = Float64Array.from(layout.view('own/bias', flat));
      const sizes = expected.map(Math.abs);
      const kernel = layout.view('own/kernel', flat);
      for (let input = 0; input < inputs; input += 1) {
        for (let output = 0; output < outputs; output += 1) {
          const term = x[input] * kernel[input * outputs + output];
          expected[output] += term;
          sizes[output] += Math.abs(term);
        }
      }
      linear(x, hostLayer(layout, flat, 'own')).forEach((value, output) => {
        // Half a step between two numbers of single precision, and what the order of adding makes of the last bit.
        const rounding = Math.abs(expected[output]) * 2 ** -24 + sizes[output] * 2 ** -46;
        assert.ok(Math.abs(value - expected[output]) <= rounding, `${value} ${expected[output]}`);
      });
    }),
  );
});
