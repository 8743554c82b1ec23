import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statementsOf } from './transcript.ts';

const told = `In "Warm coats" because: 2 purchases, needed at least 2. (as of 2026-01-02T03:04:05Z)

share   when                  modality      what happened
------  --------------------  ------------  -------------
+0.125  2026-02-10T08:00:43Z  transactions  bought 'Parka' for 282.59

What would change it:
- 3 more refunds`;

test('of an explanation the verdict, the events and the changes are compared, not the shares', () => {
  assert.deepEqual(statementsOf(told), [
    'In "Warm coats" because: 2 purchases, needed at least 2.',
    "2026-02-10T08:00:43Z transactions bought 'Parka' for 282.59",
    '- some more refunds',
  ]);
  const elsewhere = told.replace('+0.125', '+0.126').replace('3 more', '4 more');
  assert.deepEqual(statementsOf(elsewhere), statementsOf(told));
  for (const [said, otherwise] of [
    ['In "Warm', 'Not in "Warm'],
    ['Parka', 'Shirt'],
    ['refunds', 'views'],
  ] as const) {
    assert.notDeepEqual(statementsOf(told.replace(said, otherwise)), statementsOf(told));
  }
});

test('what a model decided is compared up to the name of the segment', () => {
  const learned = 'Not in "Quiet", mostly through other things about their browsing.';
  assert.deepEqual(statementsOf(learned), ['Not in "Quiet"']);
});

test('of anything else every line is compared', () => {
  assert.deepEqual(statementsOf('"lifeStyle":"a"\n\n"name":"a"\n'), [
    '"lifeStyle":"a"',
    '"name":"a"',
  ]);
});
