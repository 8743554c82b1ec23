import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  Adam,
  cosineSchedule,
  ParameterLayout,
  RandomSource,
} from '../../../fusion/tensor/index.ts';

const layout = new ParameterLayout([
  {
    name: 'a',
    shape: [2],
    initialiser: { kind: 'values', values: [1, -2] },
    rate: 1,
    decays: true,
  },
  { name: 'b', shape: [1], initialiser: { kind: 'values', values: [3] }, rate: 5, decays: false },
]);
const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };

describe('Adam', () => {
  test('its first step is the learning rate against the sign, with decay where it applies', () => {
    const flat = layout.initialise(RandomSource.fromSeed(1));
    new Adam(layout, settings).step(flat, [[0.5, -4], [2]], 0.01);
    const expected = [1 * (1 - 0.001) - 0.01, -2 * (1 - 0.001) + 0.01, 3 - 0.05];
    expected.forEach((value, index) => {
      assert.ok(Math.abs(flat[index] - value) < 1e-6, `${flat[index]} and ${value}`);
    });
  });

  test('finds the minimum of a bowl', () => {
    const flat = layout.initialise(RandomSource.fromSeed(1));
    const adam = new Adam(layout, { ...settings, weightDecay: 0 });
    for (let step = 0; step < 800; step += 1) {
      const slopes = [[flat[0] - 4, 10 * (flat[1] + 1)], [flat[2] - 0.5]];
      adam.step(flat, slopes, 0.05 * cosineSchedule(step, 800));
    }
    [4, -1, 0.5].forEach((value, index) => {
      assert.ok(Math.abs(flat[index] - value) < 1e-2, `${flat[index]} and ${value}`);
    });
  });
});

test('the cosine schedule falls from 1 to its floor', () => {
  assert.equal(cosineSchedule(0, 100), 1);
  assert.ok(Math.abs(cosineSchedule(50, 100) - 0.515) < 1e-9);
  assert.ok(Math.abs(cosineSchedule(100, 100) - 0.03) < 1e-9);
  assert.equal(cosineSchedule(500, 100), cosineSchedule(100, 100));
});

test('an unknown parameter is named', () => {
  assert.throws(() => layout.get('c'), /no parameter "c"/);
});
