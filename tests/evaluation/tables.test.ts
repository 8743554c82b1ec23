import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSuite, SuiteDataAbsentError } from '../../evaluation/index.ts';
import { ranks, spearman } from '../../evaluation/metrics/index.ts';
import { judgeTrait } from '../../evaluation/suites/traits/judge-trait.ts';

test('a trait is judged by scores of users whose labels were not seen', () => {
  const classes = Array.from({ length: 60 }, (_, user) => user % 3);
  const perfect = judgeTrait(
    classes,
    (train, labels, asked) => {
      assert.equal(labels.length, 3);
      assert.ok(!asked.some((user) => train.includes(user)));
      return labels.map((_, own) =>
        Float64Array.from(asked, (user) => (classes[user] === own ? 1 : 0)),
      );
    },
    1,
  );
  assert.equal(perfect, 1);
  const silent = judgeTrait(
    classes,
    (_, labels, asked) => labels.map(() => new Float64Array(asked.length)),
    1,
  );
  assert.equal(silent, 0.5);
});

test('a trait of two classes has one area, that of the second', () => {
  const classes = Array.from({ length: 40 }, (_, user) => (user % 4 === 0 ? 1 : 0));
  const area = judgeTrait(
    classes,
    (_, labels, asked) => {
      assert.equal(labels.length, 1);
      return [Float64Array.from(asked, (user) => classes[user])];
    },
    1,
  );
  assert.equal(area, 1);
});

test('rank correlation sees order only, ties sharing their ranks', () => {
  assert.deepEqual([...ranks([5, 0, 9, 0])], [3, 1.5, 4, 1.5]);
  assert.equal(spearman([1, 2, 3], [10, 100, 1000]), 1);
  assert.equal(spearman([1, 2, 3], [3, 2, 1]), -1);
  // Ranks 1, 2.5, 2.5 against 1, 2, 3: covariance 1.5 of root(1.5 * 2).
  assert.ok(Math.abs(spearman([1, 2, 2], [1, 2, 3]) - 1.5 / Math.sqrt(3)) < 1e-12);
});

test('suites on tables say that their data are absent', async () => {
  for (const name of ['traits', 'marketing', 'risk-graph', 'risk-cards']) {
    await assert.rejects(runSuite(name, { dataFolder: '/nowhere' }), SuiteDataAbsentError);
  }
});
