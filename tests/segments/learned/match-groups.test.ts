import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchGroups } from '../../../segments/learned/match-groups.ts';

const names = new Map<string, string>();
/** As many times each as its number says. */
const times = <Value>(...pairs: readonly (readonly [Value, number])[]): Value[] =>
  pairs.flatMap(([value, amount]) => Array.from({ length: amount }, () => value));

test('a group that has most of a segment, and most of it from there, is the same segment', () => {
  const segmentOf = times(['a', 60], ['b', 40], [null, 10]);
  const assignment = times([1, 50], [0, 50], [1, 10]);
  const lineages = matchGroups({ segmentOf, names }, assignment, 2);
  assert.deepEqual(
    lineages.map(({ heirOf, change }) => [heirOf, change]),
    [
      ['b', 'SAME'],
      ['a', 'SAME'],
    ],
  );
  const [{ ancestors }] = lineages;
  assert.deepEqual(ancestors, [
    { segmentId: 'b', shared: 0.8, kept: 1 },
    { segmentId: 'a', shared: 0.2, kept: 1 / 6 },
  ]);
});

test('halves of a segment are a split, and neither is the segment', () => {
  const lineages = matchGroups({ segmentOf: times(['a', 100]), names }, times([0, 50], [1, 50]), 2);
  assert.deepEqual(
    lineages.map(({ heirOf, change }) => [heirOf, change]),
    [
      [null, 'SPLIT'],
      [null, 'SPLIT'],
    ],
  );
});

test('a group that swallows another keeps the identity of the larger one, as a merger', () => {
  const segmentOf = times(['a', 70], ['b', 30]);
  const [{ heirOf, change }] = matchGroups({ segmentOf, names }, times([0, 100]), 1);
  assert.deepEqual([heirOf, change], ['a', 'MERGED']);
  const [equal] = matchGroups({ segmentOf: times(['a', 5], ['b', 5]), names }, times([0, 10]), 1);
  assert.deepEqual([equal.heirOf, equal.change], [null, 'MERGED']);
});

test('a group of people who were nowhere is new', () => {
  const [lineage] = matchGroups({ segmentOf: times([null, 9]), names }, times([0, 9]), 1);
  assert.deepEqual(lineage, { heirOf: null, change: 'NEW', ancestors: [] });
});
