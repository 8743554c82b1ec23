import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  FusionNetwork,
  NetworkInputError,
  type UserInput,
  withOnly,
} from '../../../fusion/model/index.ts';
import { candidatesOf, syntheticSet, userInputOf } from '../training/synthetic-set.ts';
import { randomNetwork } from './random-network.ts';

const set = syntheticSet({ users: 40, candidates: 25 });
const network = randomNetwork(set);
const { schema } = set;
const close = (left: ArrayLike<number>, right: ArrayLike<number>, tolerance: number) => {
  assert.equal(left.length, right.length);
  for (let index = 0; index < left.length; index += 1) {
    const gap = Math.abs(left[index] - right[index]);
    assert.ok(gap <= tolerance, `entry ${index}: ${left[index]} and ${right[index]}`);
  }
};

describe('the product of experts', () => {
  test('precisions add and means are weighted by them, with a standard normal prior', () => {
    const user = network.encode(userInputOf(set, 0));
    for (let axis = 0; axis < network.dimension; axis += 1) {
      let precision = 1;
      let weighted = 0;
      for (const { expert } of user.modalities) {
        if (expert === null) continue;
        precision += expert.precision[axis];
        weighted += expert.precision[axis] * expert.mean[axis];
      }
      assert.ok(Math.abs(user.precision[axis] - precision) < 1e-4 * precision);
      assert.ok(Math.abs(user.mean[axis] - weighted / precision) < 1e-5);
    }
  });

  test('a modality that is left out and one that the user lacks are one and the same', () => {
    fc.assert(
      fc.property(
        fc.nat(39),
        fc.subarray(schema.modalities.map(({ name }) => name)),
        (row, names) => {
          const whole = userInputOf(set, row);
          const without: UserInput = {
            state: whole.state.map((value, index) => {
              const owner = schema.states[index].modality;
              return owner === null || names.includes(owner) ? value : Number.NaN;
            }),
            modalities: whole.modalities.map((modality, index) =>
              names.includes(schema.modalities[index].name)
                ? modality
                : { present: false, features: new Float32Array(0), sequence: null },
            ),
          };
          const masked = network.encode(withOnly(schema, whole, names));
          const lacking = network.encode(without);
          assert.deepEqual(masked.mean, lacking.mean);
          assert.deepEqual(masked.gates, lacking.gates);
          assert.deepEqual(
            network.scores(masked, candidatesOf(set, row)),
            network.scores(lacking, candidatesOf(set, row)),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a user without any modality is the prior', () => {
    const user = network.encode(withOnly(schema, userInputOf(set, 1), []));
    assert.ok(user.mean.every((value) => value === 0));
    assert.ok(user.precision.every((value) => value === 1));
    assert.ok(network.scores(user, candidatesOf(set, 1)).every(Number.isFinite));
  });

  test('shares of precision sum to 1', () => {
    for (let row = 0; row < set.users; row += 1) {
      const user = network.encode(userInputOf(set, row));
      const total = user.modalities.reduce((sum, { weight }) => sum + weight, 0);
      assert.ok(Math.abs(total - 1) < 1e-6);
    }
  });

  test('the order in which modalities are declared does not matter', () => {
    const order = [2, 0, 1];
    const { content } = network;
    const turned = order.map((index) => schema.modalities[index]);
    const layout = content.weights.layout;
    const other = randomNetwork({
      ...set,
      schema: { ...schema, modalities: turned },
      modalities: order.map((index) => set.modalities[index]),
    });
    for (const { name, shape } of layout.parameters) {
      const source = layout.view(name, content.weights.flat);
      const target = other.content.weights.layout.view(name, other.content.weights.flat);
      const isGateInput = name === 'gates/hidden/kernel' || name === 'head/state/kernel';
      if (name.startsWith('reconstruction/output')) continue;
      const rows = [...Array(shape[0]).keys()];
      const states = schema.states.length;
      const from = isGateInput
        ? rows.map((row) => (row < states ? row : states + order[row - states]))
        : rows;
      const width = shape[1] ?? 1;
      from.forEach((row, index) => {
        target.set(source.subarray(row * width, (row + 1) * width), index * width);
      });
    }
    other.content.weights.sequenceItems.values.set(content.weights.sequenceItems.values);
    other.content.weights.candidateItems.values.set(content.weights.candidateItems.values);
    const again = new FusionNetwork(other.content);
    for (let row = 0; row < 10; row += 1) {
      const input = userInputOf(set, row);
      const turnedInput = { ...input, modalities: order.map((index) => input.modalities[index]) };
      const left = network.encode(input);
      const right = again.encode(turnedInput);
      close(left.mean, right.mean, 1e-6);
      const candidates = candidatesOf(set, row);
      close(network.scores(left, candidates), again.scores(right, candidates), 1e-5);
    }
  });
});

describe('scores', () => {
  test('the parts of a score sum to it', () => {
    for (let row = 0; row < set.users; row += 1) {
      const user = network.encode(userInputOf(set, row));
      const candidates = candidatesOf(set, row);
      const scores = network.scores(user, candidates);
      for (let candidate = 0; candidate < scores.length; candidate += 5) {
        const parts = network.parts(user, candidates, candidate);
        const sum = parts.reduce((total, { value }) => total + value, 0);
        assert.ok(Math.abs(sum - scores[candidate]) < 1e-5, `${sum} and ${scores[candidate]}`);
      }
    }
  });

  test('a modality that the user lacks has no part in a score', () => {
    const user = network.encode(withOnly(schema, userInputOf(set, 2), ['browsing']));
    const parts = network.parts(user, candidatesOf(set, 2), 0);
    const absent = parts.filter(({ modality }) => modality === 'social' || modality === 'location');
    assert.deepEqual(
      absent.map(({ value }) => value),
      [0, 0],
    );
  });

  test('an item that the model has never seen is scored by its columns alone', () => {
    const user = network.encode(userInputOf(set, 3));
    const { columnValues } = candidatesOf(set, 3);
    const unknown = { items: new Int32Array(25).fill(-1), columnValues };
    assert.ok(network.scores(user, unknown).every(Number.isFinite));
  });

  test('no opinion is the same as the average opinion, for each column', () => {
    const user = network.encode(userInputOf(set, 4));
    const { items, columnValues } = candidatesOf(set, 4);
    const width = schema.columns.length;
    for (let column = 0; column < width; column += 1) {
      const silent = columnValues.slice();
      const average = columnValues.slice();
      silent[column] = Number.NaN;
      average[column] = network.normaliser.scales.columns.mean[column];
      const left = network.scores(user, { items, columnValues: silent });
      close(left, network.scores(user, { items, columnValues: average }), 1e-6);
    }
  });

  test('a user takes under a millisecond beside 300 candidates', () => {
    const input = userInputOf(set, 5);
    for (let round = 0; round < 200; round += 1) network.encode(input);
    const times = Array.from({ length: 50 }, () => {
      const start = performance.now();
      network.encode(input);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    assert.ok(times[25] < 1, `${times[25]} ms`);
  });
});

describe('inputs that the network refuses', () => {
  const broken = (value: number): UserInput => {
    const input = userInputOf(set, 0);
    input.modalities[0].features[2] = value;
    return input;
  };
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`a feature that is ${value}`, () => {
      assert.throws(() => network.encode(broken(value)), {
        name: 'NetworkInputError',
        message: `The browsing feature "b2" is ${value}; it must be a finite number.`,
      });
    });
  }

  test('infinite columns, wrong widths, items out of range', () => {
    const user = network.encode(userInputOf(set, 0));
    const { items, columnValues } = candidatesOf(set, 0);
    const infinite = columnValues.slice().fill(Number.NEGATIVE_INFINITY, 1, 2);
    assert.throws(() => network.scores(user, { items, columnValues: infinite }), /"crowd" is -Inf/);
    assert.throws(
      () => network.scores(user, { items, columnValues: columnValues.slice(1) }),
      NetworkInputError,
    );
    assert.throws(
      () => network.scores(user, { items: items.slice().fill(999), columnValues }),
      /between -1 and 59/,
    );
  });
});
