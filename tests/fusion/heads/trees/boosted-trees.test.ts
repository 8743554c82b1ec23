import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auroc } from '../../../../evaluation/metrics/index.ts';
import { featureTable, HeadError } from '../../../../fusion/heads/feature-table.ts';
import {
  featureImportances,
  fitBoostedTrees,
  objectiveOf,
  treeScore,
  treeScores,
} from '../../../../fusion/heads/trees/index.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const whole = { rowShare: 1, featureShare: 1, leastRows: 1 };

function column(name: string, values: ArrayLike<number>) {
  return { name, group: 'own', values };
}

test('one question of squared error has the values that can be worked out by hand', () => {
  const table = featureTable([column('x', [1, 2, 3, 4])]);
  const labels = Float32Array.of(0, 0, 10, 10);
  const settings = { ...whole, trees: 1, leaves: 2, rate: 0.5, l2: 2 };
  const model = fitBoostedTrees(table, labels, 'squared', settings);
  // From the mean 5, each side's residuals sum to 10 over 2 rows and the ridge 2: 2.5, half of it told.
  assert.equal(model.initial, 5);
  assert.equal(model.trees[0].threshold[0], 2.5);
  assert.deepEqual([...treeScores(model, table)], [3.75, 3.75, 6.25, 6.25]);
  // The gain is the sum of G²/(H + l2) of both sides: 100/4 + 100/4 - 0.
  assert.equal(model.trees[0].gain[0], 50);
});

test('logistic leaves are Newton steps', () => {
  const table = featureTable([column('x', [0, 0, 0, 1])]);
  const settings = { ...whole, trees: 1, leaves: 2, rate: 1, l2: 0 };
  const model = fitBoostedTrees(table, Float32Array.of(0, 1, 0, 1), 'logistic', settings);
  // At even odds every gradient is ±1/2 and every curvature 1/4.
  const scores = treeScores(model, table);
  assert.ok(Math.abs(scores[0] - -0.5 / 0.75) < 1e-12);
  assert.ok(Math.abs(scores[3] - 2) < 1e-12);
});

test('counts start from the logarithm of their mean', () => {
  const table = featureTable([column('x', [1, 1])]);
  const model = fitBoostedTrees(table, Float32Array.of(1, 3), 'poisson', { ...whole, trees: 1 });
  assert.ok(Math.abs(objectiveOf('poisson').answer(treeScores(model, table)[0]) - 2) < 1e-6);
});

test('what is unknown goes where its like went, and zero is not unknown', () => {
  const rows = 200;
  const known = Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? Number.NaN : 0));
  const labels = Float32Array.from(known, (value) => (Number.isNaN(value) ? 1 : 0));
  const table = featureTable([column('x', known)]);
  const model = fitBoostedTrees(table, labels, 'logistic', { ...whole, trees: 20 });
  assert.ok(treeScore(model, Float32Array.of(Number.NaN)) > 1);
  assert.ok(treeScore(model, Float32Array.of(0)) < -1);
});

function noisyRows(count: number, seed: number) {
  const random = RandomSource.fromSeed(seed);
  const columns = [0, 1, 2, 3].map(() =>
    Float32Array.from({ length: count }, () => random.normal()),
  );
  const labels = Float32Array.from({ length: count }, (_, row) =>
    columns[0][row] * columns[1][row] + 0.3 * random.normal() > 0 ? 1 : 0,
  );
  const table = featureTable(columns.map((values, at) => column(`x${at}`, values)));
  return { table, labels };
}

test('it learns an interaction that no linear model sees, and says what it read', () => {
  const { table, labels } = noisyRows(2000, 1);
  const model = fitBoostedTrees(table, labels, 'logistic', {
    leaves: 8,
    trees: 150,
    featureShare: 1,
  });
  const fresh = noisyRows(2000, 2);
  const area = auroc(treeScores(model, fresh.table), fresh.labels);
  assert.ok(area > 0.9, `AUROC ${area}`);
  const [first, second, third, fourth] = featureImportances(model);
  assert.ok(Math.min(first, second) > 5 * Math.max(third, fourth));
});

test('one seed gives the same trees, another seed others', () => {
  const { table, labels } = noisyRows(300, 3);
  const fit = (seed: number) => fitBoostedTrees(table, labels, 'logistic', { seed, trees: 5 });
  assert.deepEqual(fit(1), fit(1));
  assert.notDeepEqual(fit(1), fit(2));
});

test('a growing transformation of a feature change nothing', () => {
  const { table, labels } = noisyRows(200, 4);
  const bent = featureTable(
    table.columns.map((values, at) =>
      column(
        `x${at}`,
        values.map((value) => Math.exp(value)),
      ),
    ),
  );
  const settings = { ...whole, trees: 10, leastRows: 5 };
  const straight = treeScores(fitBoostedTrees(table, labels, 'logistic', settings), table);
  const curved = treeScores(fitBoostedTrees(bent, labels, 'logistic', settings), bent);
  straight.forEach((score, row) => {
    assert.ok(Math.abs(score - curved[row]) < 1e-9);
  });
});

test('labels that say nothing are refused', () => {
  const table = featureTable([column('x', [1, 2])]);
  assert.throws(() => fitBoostedTrees(table, Float32Array.of(0), 'logistic'), HeadError);
  const unknown = Float32Array.of(0, Number.NaN);
  assert.throws(
    () => fitBoostedTrees(table, unknown, 'logistic'),
    /leave rows of unknown label out/,
  );
  assert.throws(() => featureTable([column('x', [Infinity])]), /"x" has an infinite value/);
});
