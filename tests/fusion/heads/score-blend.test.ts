import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  blendRow,
  blendTable,
  chooseBlend,
  featureTable,
  fitBlend,
  foldsOf,
  logLoss,
  type Recipe,
  rowOf,
  shareBlend,
} from '../../../fusion/heads/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

const RECIPES: readonly Recipe[] = [
  { kind: 'linear', l2: 1 },
  { kind: 'trees', boosting: { trees: 60, leaves: 4, leastRows: 10, featureShare: 1 } },
];

function rowsOf(seed: number, bend: (x: number, y: number) => number, rows = 400) {
  const random = RandomSource.fromSeed(seed);
  const [first, second] = [0, 1].map(() => Array.from({ length: rows }, () => random.normal()));
  const labels = Float32Array.from(first, (x, row) =>
    bend(x, second[row]) + 0.3 * random.normal() > 0 ? 1 : 0,
  );
  const table = featureTable([
    { name: 'x', group: 'left', values: first },
    { name: 'y', group: 'right', values: second },
  ]);
  return { table, labels };
}

function choose(bend: (x: number, y: number) => number) {
  const { table, labels } = rowsOf(1, bend);
  const splits = foldsOf([...labels.keys()], 4, 1);
  return chooseBlend(RECIPES, table, labels, 'logistic', { splits, seed: 1, loss: logLoss });
}

test('a line is left to the linear model, a corner to the trees', () => {
  assert.equal(choose((x, y) => x + y).ingredients[0].recipe.kind, 'linear');
  assert.equal(choose((x, y) => x * y).ingredients[0].recipe.kind, 'trees');
});

test('a blend is never worse on validation rows than the best of its recipes', () => {
  const { loss, losses } = choose((x, y) => x + Math.abs(y) - 0.5);
  assert.ok(loss <= Math.min(...losses) + 1e-12);
});

test('the shares of a blend sum to its score, row by row', () => {
  const { table, labels } = rowsOf(2, (x, y) => x * y + x);
  const ingredients = RECIPES.map((recipe) => ({ recipe, weight: 0.5 }));
  const blend = fitBlend(ingredients, table, labels, 'logistic', 1);
  const scores = blendTable(blend, table);
  for (let row = 0; row < 20; row += 1) {
    const { baseline, shares } = shareBlend(blend, rowOf(table, row));
    assert.ok(Math.abs(baseline + shares[0] + shares[1] - scores[row]) < 1e-9);
    assert.ok(Math.abs(blendRow(blend, rowOf(table, row)) - scores[row]) < 1e-9);
  }
});

test('folds keep groups whole and strata alike, and hold out every row once', () => {
  const groups = Array.from({ length: 60 }, (_, row) => `user ${row % 20}`);
  const strata = groups.map((_, row) => (row % 20 < 8 ? 1 : 0));
  const folds = foldsOf(groups, 4, 7, strata);
  const heldOut = folds.flatMap(({ validation }) => [...validation]);
  assert.deepEqual(
    heldOut.sort((left, right) => left - right),
    [...groups.keys()],
  );
  for (const { train, validation } of folds) {
    const inside = new Set(Array.from(train, (row) => groups[row]));
    assert.ok(validation.every((row) => !inside.has(groups[row])));
    assert.equal(validation.filter((row) => strata[row] === 1).length, 6);
  }
  assert.throws(() => foldsOf(['a'], 2, 1), /too few/);
});
