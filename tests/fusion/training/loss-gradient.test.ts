import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { openBackend, RandomSource } from '../../../fusion/tensor/index.ts';
import { evaluateStep } from '../../../fusion/training/evaluation-step.ts';
import { FIT_DEFAULTS, TRAIN } from '../../../fusion/training/index.ts';
import { rowsOf } from '../../../fusion/training/row-sampling.ts';
import { type StepContext, stepGradients } from '../../../fusion/training/training-step.ts';
import { randomNetwork } from '../model/random-network.ts';
import { syntheticSet } from './synthetic-set.ts';

const set = syntheticSet({ users: 12, candidates: 8 });
const network = randomNetwork(set);
const { weights, settings } = network.content;
const context: StepContext = {
  schema: set.schema,
  settings: { ...FIT_DEFAULTS, network: settings },
  normaliser: network.normaliser,
  weights,
};
const rows = rowsOf([set], TRAIN);

before(() => openBackend());

/** Central differences of the whole loss along one weight. */
function difference(values: Float32Array, index: number): number {
  const step = 5e-3;
  const kept = values[index];
  values[index] = kept + step;
  const above = evaluateStep(context, rows).loss.total;
  values[index] = kept - step;
  const below = evaluateStep(context, rows).loss.total;
  values[index] = kept;
  return (above - below) / (2 * step);
}

test('the gradient of the whole loss agrees with differences, in every parameter', () => {
  const still = { ...context, noiseScale: 0 };
  const gradients = stepGradients(still, rows, RandomSource.fromSeed(2));
  weights.layout.parameters.forEach(({ name, offset, size }, position) => {
    // The entry with the steepest slope is the one that rounding blurs least.
    const own = gradients.dense[position];
    let steepest = 0;
    for (let index = 0; index < size; index += 1) {
      if (Math.abs(own[index]) > Math.abs(own[steepest])) steepest = index;
    }
    const expected = difference(weights.flat, offset + steepest);
    const gap = Math.abs(own[steepest] - expected);
    assert.ok(gap < 5e-3 + 0.05 * Math.abs(expected), `${name}: ${own[steepest]} and ${expected}`);
  });
});

test('the gradient of the items’ vectors agrees with differences', () => {
  const still = { ...context, noiseScale: 0 };
  const { tableGradients } = stepGradients(still, rows, RandomSource.fromSeed(2));
  const tables = new Set(tableGradients.map(({ table }) => table));
  for (const table of tables) {
    const own = tableGradients.filter((one) => one.table === table);
    const row = own[0].indices.find((index) => index >= 0) as number;
    const gradient = new Float32Array(table.dimension);
    for (const { indices, add } of own) {
      indices.forEach((index, position) => {
        if (index === row) add(position, gradient);
      });
    }
    const expected = difference(table.values, row * table.dimension);
    const actual = gradient[0] / rows.length;
    assert.ok(Math.abs(actual - expected) < 2e-3, `${actual} and ${expected}`);
  }
  assert.equal(tables.size, 2);
});

test('items’ vectors that are all zero can be left out of a step: the same loss, the same gradients', () => {
  const { candidateItems } = weights;
  const kept = candidateItems.values.slice();
  candidateItems.values.fill(0);
  const [whole, without] = [false, true].map((isWithoutMatch) =>
    stepGradients({ ...context, isWithoutMatch }, rows, RandomSource.fromSeed(2)),
  );
  const [judged, judgedWithout] = [false, true].map(
    (isWithoutMatch) => evaluateStep({ ...context, isWithoutMatch }, rows).scores,
  );
  candidateItems.values.set(kept);
  assert.deepEqual(without.loss, whole.loss);
  whole.dense.forEach((gradient, position) => {
    const { name } = weights.layout.parameters[position];
    gradient.forEach((value, index) => {
      // A zero's sign may differ.
      assert.ok(without.dense[position][index] === value, name);
    });
  });
  assert.deepEqual(judgedWithout, judged);
});
