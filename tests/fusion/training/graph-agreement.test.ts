import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import { withOnly } from '../../../fusion/model/index.ts';
import { Adam, openBackend, RandomSource } from '../../../fusion/tensor/index.ts';
import { evaluateStep } from '../../../fusion/training/evaluation-step.ts';
import { BatchEncoder, FIT_DEFAULTS, TRAIN } from '../../../fusion/training/index.ts';
import { rowsOf } from '../../../fusion/training/row-sampling.ts';
import { type StepContext, trainStep } from '../../../fusion/training/training-step.ts';
import { randomNetwork } from '../model/random-network.ts';
import { candidatesOf, syntheticSet, userInputOf } from './synthetic-set.ts';

const set = syntheticSet({ users: 60, candidates: 20 });
const network = randomNetwork(set);
const context: StepContext = {
  schema: set.schema,
  settings: FIT_DEFAULTS,
  normaliser: network.normaliser,
  weights: network.content.weights,
};
const rows = rowsOf([set], TRAIN);

function assertClose(left: number, right: number, what: string): void {
  assert.ok(Math.abs(left - right) < 1e-4, `${what}: ${left} and ${right}`);
}

describe('the tensor graph and the plain arrays that serve', () => {
  before(() => openBackend());

  for (const names of [['browsing', 'social', 'location'], ['location'], []]) {
    test(`agree on users with ${names.join(', ') || 'nothing'}`, () => {
      const masked = rows.map((row) => ({
        ...row,
        present: row.present.map((present, index) =>
          names.includes(set.schema.modalities[index].name) ? present : 0,
        ),
      }));
      const step = evaluateStep(context, masked);
      const { dimension } = network;
      masked.forEach(({ row }, index) => {
        const user = network.encode(withOnly(set.schema, userInputOf(set, row), names));
        for (let axis = 0; axis < dimension; axis += 1) {
          const at = index * 2 * dimension + axis;
          assertClose(step.fused[at], user.mean[axis], 'mean');
          const logPrecision = Math.log(user.precision[axis]);
          assertClose(step.fused[at + dimension], logPrecision, 'log-precision');
        }
        network.scores(user, candidatesOf(set, row)).forEach((score, candidate) => {
          assertClose(step.scores[index * step.batch.candidates + candidate], score, 'score');
        });
        network.labelOutputs(user).forEach((output, label) => {
          assertClose(step.labelOutputs[index * 2 + label], output, 'label output');
        });
      });
    });
  }

  test('agree on users who are encoded many at once', () => {
    const users = Array.from({ length: set.users }, (_, row) => {
      const names = set.schema.modalities.map(({ name }) => name);
      return withOnly(set.schema, userInputOf(set, row), names.slice(row % 4));
    });
    const before = memory().numTensors;
    const encoder = new BatchEncoder(network);
    const { means, precisions } = encoder.encode(users);
    encoder.dispose();
    assert.equal(memory().numTensors, before);
    users.forEach((input, user) => {
      const { mean, precision } = network.encode(input);
      mean.forEach((value, axis) => {
        const at = user * network.dimension + axis;
        assertClose(means[at], value, 'mean');
        assertClose(Math.log(precisions[at]), Math.log(precision[axis]), 'log-precision');
      });
    });
  });

  test('training and evaluation leave no tensor behind', () => {
    const { weights } = randomNetwork(set, 8).content;
    const learning = { ...context, weights };
    const adam = new Adam(weights.layout);
    const random = RandomSource.fromSeed(1);
    const once = () => {
      trainStep(learning, rows, adam, random, 1);
      evaluateStep(learning, rows);
    };
    once();
    const before = memory().numTensors;
    for (let round = 0; round < 5; round += 1) once();
    assert.equal(memory().numTensors, before);
  });
});
