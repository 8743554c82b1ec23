import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allOf, anyOf, opposite } from '../../../segments/rules/verdict.ts';

const T = 'TRUE';
const F = 'FALSE';
const U = 'UNKNOWN';

test('and, or and not follow the three-valued tables', () => {
  const table = [
    [T, T, T, T],
    [T, F, F, T],
    [T, U, U, T],
    [F, T, F, T],
    [F, F, F, F],
    [F, U, F, U],
    [U, T, U, T],
    [U, F, F, U],
    [U, U, U, U],
  ] as const;
  for (const [left, right, both, either] of table) {
    assert.equal(allOf([left, right]), both, `${left} and ${right}`);
    assert.equal(anyOf([left, right]), either, `${left} or ${right}`);
  }
  assert.deepEqual(
    [T, F, U].map((verdict) => opposite(verdict as 'TRUE')),
    [F, T, U],
  );
});
