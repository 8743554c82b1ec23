import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SparseMatrix } from '../../../fusion/linear/index.ts';
import {
  FusionNetwork,
  type InputSchema,
  NetworkInputError,
  Normaliser,
  type Scales,
  transferWeights,
} from '../../../fusion/model/index.ts';
import { fitNetwork } from '../../../fusion/training/index.ts';
import { candidatesOf, syntheticSet, userInputOf } from '../training/synthetic-set.ts';
import { randomNetwork } from './random-network.ts';

const set = syntheticSet({ users: 30, candidates: 10 });
const source = randomNetwork(set);
const { schema, settings, scales } = source.content;

/** Each item of the one shop is its namesake in the other. */
const namesakes = SparseMatrix.fromRows(
  schema.itemCount,
  Array.from({ length: schema.itemCount }, (_, item) => ({ indices: [item], values: [1] })),
);

/** The same shop with everything that has a name in the opposite order. */
const turned: InputSchema = {
  ...schema,
  modalities: schema.modalities
    .map((modality) => ({ ...modality, featureNames: modality.featureNames.toReversed() }))
    .toReversed(),
  states: schema.states.toReversed(),
  columns: schema.columns.toReversed(),
};

function turnedScales(): Scales {
  const flip = <Own extends object>(standard: Own): Own =>
    Object.fromEntries(
      Object.entries(standard).map(([name, values]) => [name, values.toReversed()]),
    ) as Own;
  return {
    features: scales.features.map(flip).toReversed(),
    state: flip(scales.state),
    columns: flip(scales.columns),
    labels: scales.labels,
  };
}

describe('transferWeights', () => {
  it('gives a shop that names the same things in another order the same scores', () => {
    const weights = transferWeights(source.content, turned, namesakes, 9);
    const network = new FusionNetwork({
      ...source.content,
      schema: turned,
      scales: turnedScales(),
      weights,
    });
    const width = schema.columns.length;
    for (let row = 0; row < 10; row += 1) {
      const [input, candidates] = [userInputOf(set, row), candidatesOf(set, row)];
      const expected = source.scores(source.encode(input), candidates);
      const columnValues = Float32Array.from(candidates.columnValues, (_, at) => {
        const candidate = Math.floor(at / width);
        return candidates.columnValues[candidate * width + (width - 1 - (at % width))];
      });
      const other = {
        state: input.state.toReversed(),
        modalities: input.modalities
          .map((modality) => ({ ...modality, features: modality.features.toReversed() }))
          .toReversed(),
      };
      const scores = network.scores(network.encode(other), { ...candidates, columnValues });
      scores.forEach((score, at) => {
        assert.ok(Math.abs(score - expected[at]) < 1e-4, `${score} is not ${expected[at]}`);
      });
    }
  });

  it('starts what the other shop has no name for as it would start without', () => {
    const [first, ...others] = schema.columns;
    const target: InputSchema = {
      ...schema,
      columns: [...others, { ...first, name: 'unheard of', initialWeight: 0.7 }],
    };
    const { layout, flat } = transferWeights(source.content, target, null, 9);
    const bias = layout.view('gates/output/bias', flat);
    const theirs = source.content.weights.layout.view(
      'gates/output/bias',
      source.content.weights.flat,
    );
    assert.ok(Math.abs(bias[others.length] - 0.7) < 1e-6);
    assert.equal(bias[0], theirs[1]);
    // What matches vectors with items comes last in both.
    assert.equal(bias[bias.length - 1], theirs[theirs.length - 1]);
  });

  it('mixes the vectors of items by content', () => {
    const likeness = SparseMatrix.fromRows(schema.itemCount, [
      { indices: [3, 5], values: [0.25, 0.75] },
      { indices: [], values: [] },
    ]);
    const target = { ...schema, itemCount: 2 };
    const { candidateItems } = transferWeights(source.content, target, likeness, 9);
    const { dimension, values } = source.content.weights.candidateItems;
    for (let axis = 0; axis < dimension; axis += 1) {
      const expected = 0.25 * values[3 * dimension + axis] + 0.75 * values[5 * dimension + axis];
      assert.ok(Math.abs(candidateItems.values[axis] - expected) < 1e-6);
      assert.equal(candidateItems.values[dimension + axis], 0);
    }
    assert.throws(
      () => transferWeights(source.content, schema, likeness, 9),
      (error: Error) => error instanceof NetworkInputError && /2 by 60/.test(error.message),
    );
  });

  it('is where training starts, and stays as it is', async () => {
    const start = transferWeights(source.content, schema, namesakes, 9);
    const before = start.flat.slice();
    const options = { epochs: 0, network: settings };
    const untrained = await fitNetwork([set], options, { start });
    assert.deepEqual(untrained.network.content.weights.flat, before);
    const trained = await fitNetwork([set], { ...options, epochs: 1 }, { start });
    assert.deepEqual(start.flat, before);
    assert.ok(trained.network.normaliser instanceof Normaliser);
  });
});
