import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basketLog, repeatCandidates } from '../../../../fusion/heads/next-category/index.ts';

/** Two users who buy milk (0) weekly and one of them bread (1) once, all before day 100. */
function log(further: { user: number; basket: number; category: number; day: number }[] = []) {
  const weekly = [70, 77, 84, 91, 98].flatMap((day, week) =>
    [0, 1].map((user) => ({ user, basket: 2 * week + user, category: 0, day })),
  );
  return basketLog(3, 4, [
    ...weekly,
    { user: 0, basket: 0, category: 1, day: 70 },
    { user: 0, basket: 0, category: 1, day: 70 },
    ...further,
  ]);
}

function value(
  candidates: ReturnType<typeof repeatCandidates>,
  pair: number,
  name: string,
): number {
  return candidates.table.columns[candidates.table.names.indexOf(name)][pair];
}

test('pairs are told by count, recency and gap; a basket counts once', () => {
  const candidates = repeatCandidates(log(), [0], 100);
  const milk = candidates.category.indexOf(0);
  const bread = candidates.category.indexOf(1);
  assert.equal(value(candidates, milk, 'recency_days'), 2);
  assert.equal(value(candidates, milk, 'gap_mean_days'), 7);
  assert.equal(value(candidates, bread, 'log_count'), Math.fround(Math.log1p(1)));
  assert.ok(Number.isNaN(value(candidates, bread, 'gap_mean_days')));
});

test('what was never bought can be told by like-minded users', () => {
  const candidates = repeatCandidates(log(), [1], 100);
  const bread = candidates.category.indexOf(1);
  assert.ok(bread >= 0 && value(candidates, bread, 'neighbours_share') > 0);
  assert.ok(Number.isNaN(value(candidates, bread, 'recency_days')));
});

test('nothing from the cut on is read', () => {
  const later = [
    { user: 0, basket: 90, category: 2, day: 100 },
    { user: 2, basket: 91, category: 1, day: 120 },
  ];
  const before = repeatCandidates(log(), [0, 1], 100);
  const after = repeatCandidates(log(later), [0, 1], 100);
  // The user who only comes later is a candidate's popularity and neighbour of nobody.
  assert.deepEqual(after.table.columns, before.table.columns);
});
