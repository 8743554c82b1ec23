import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureTable } from '../../../../fusion/heads/feature-table.ts';
import type { DecisionTree } from '../../../../fusion/heads/trees/decision-tree.ts';
import {
  type BoostedTrees,
  expectedScore,
  fitBoostedTrees,
  treeScore,
  treeShap,
} from '../../../../fusion/heads/trees/index.ts';
import { RandomSource } from '../../../../fusion/tensor/random-source.ts';

const FEATURES = 4;

/** What a tree says where only the features in the coalition are known: the definition itself. */
function known(tree: DecisionTree, row: Float32Array, coalition: number, node = 0): number {
  const feature = tree.feature[node];
  if (feature < 0) return tree.value[node];
  const [left, right] = [tree.left[node], tree.right[node]];
  if ((coalition >> feature) & 1) {
    const isLeft = Number.isNaN(row[feature])
      ? tree.missingLeft[node]
      : row[feature] <= tree.threshold[node];
    return known(tree, row, coalition, isLeft ? left : right);
  }
  const share = tree.cover[left] / tree.cover[node];
  return (
    share * known(tree, row, coalition, left) + (1 - share) * known(tree, row, coalition, right)
  );
}

function bruteForce({ trees }: BoostedTrees, row: Float32Array): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const worth = (coalition: number) =>
    trees.reduce((sum, tree) => sum + known(tree, row, coalition), 0);
  return Array.from({ length: FEATURES }, (_, player) => {
    let share = 0;
    for (let coalition = 0; coalition < 1 << FEATURES; coalition += 1) {
      if ((coalition >> player) & 1) continue;
      const size = coalition.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(FEATURES - size - 1)) / factorial(FEATURES);
      share += weight * (worth(coalition | (1 << player)) - worth(coalition));
    }
    return share;
  });
}

test('the shares are the Shapley values by their definition, and sum to the score', () => {
  const random = RandomSource.fromSeed(5);
  const rows = 400;
  const columns = Array.from({ length: FEATURES }, (_, at) => ({
    name: `x${at}`,
    group: 'own',
    values: Float32Array.from({ length: rows }, () =>
      random.uniform() < 0.1 ? Number.NaN : random.normal(),
    ),
  }));
  const table = featureTable(columns);
  const given = (at: number, row: number) => columns[at].values[row] || 0;
  const labels = Float32Array.from({ length: rows }, (_, row) =>
    given(0, row) * given(1, row) + given(2, row) > 0 ? 1 : 0,
  );
  // Deep trees ask for the same feature twice on one way, which is where mistakes hide.
  const settings = { leaves: 20, leastRows: 3, trees: 6, rate: 0.5, featureShare: 1, l2: 1 };
  const model = fitBoostedTrees(table, labels, 'logistic', settings);
  for (let row = 0; row < 20; row += 1) {
    const values = Float32Array.from(table.columns, (column) => column[row]);
    const shares = treeShap(model, values);
    bruteForce(model, values).forEach((share, feature) => {
      assert.ok(Math.abs(share - shares[feature]) < 1e-9, `${share} and ${shares[feature]}`);
    });
    const sum = shares.reduce((total, share) => total + share, expectedScore(model));
    assert.ok(Math.abs(sum - treeScore(model, values)) < 1e-9);
  }
});
