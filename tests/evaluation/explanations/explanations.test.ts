import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Truth } from '../../../demo/index.ts';
import { greatestResidual } from '../../../evaluation/suites/explanations/completeness.ts';
import { deletionTest } from '../../../evaluation/suites/explanations/deletion.ts';
import { driftRecall } from '../../../evaluation/suites/explanations/drift.ts';
import {
  groupOfStyle,
  signatureTrees,
} from '../../../evaluation/suites/explanations/life-style-truth.ts';
import { median } from '../../../evaluation/suites/explanations/median.ts';
import type { ScoredUser } from '../../../evaluation/suites/explanations/scored-user.ts';
import { shapDifference } from '../../../evaluation/suites/explanations/shap.ts';
import type { Event } from '../../../fusion/index.ts';

test('shares agree with the Python package shap on exported models', async () => {
  assert.ok((await shapDifference()) < 1e-4);
});

/** A user whose score is known: garden events count one each, views of anything a hundredth. */
function knownUser(garden: number, others: number): ScoredUser {
  const event = (id: string, itemId: string, at: number): Event => ({
    ...{ id, modality: 'browsing', type: 'view', at, itemId },
    ...{ otherUserId: null, value: null, attributes: {} },
  });
  const events = [
    ...Array.from({ length: garden }, (_, at) => event(`garden-${at}`, 'garden', at)),
    ...Array.from({ length: others }, (_, at) => event(`other-${at}`, 'books', garden + at)),
  ];
  return {
    history: { userId: 'u', events, traits: {} },
    ...{ asOf: events.length, players: ['browsing'], group: 0 },
    aboutOf: ({ itemId }) => itemId ?? '',
    score: {
      columns: [
        { modality: 'browsing', feature: 'garden' },
        { modality: 'browsing', feature: 'all' },
      ],
      read: ({ events: own }, names = ['browsing']) => {
        if (!names.includes('browsing')) return new Float32Array(2);
        return Float32Array.of(own.filter(({ itemId }) => itemId === 'garden').length, own.length);
      },
      score: ([first, all]) => first + all / 100,
    },
  };
}

test('the deletion test tells evidence from events at random, and from the latest', () => {
  const { ratio, latestRatio, curves } = deletionTest([knownUser(6, 40), knownUser(8, 60)]);
  assert.ok(ratio > 5);
  assert.ok(latestRatio < 1);
  assert.ok(curves.evidence.every((moved, at) => moved > curves.random[at]));
});

test('a score that adds up has no residual', () => {
  assert.ok(greatestResidual([knownUser(3, 9)]) < 1e-6);
});

const tastes = { garden: 8, books: 1, toys: 1 };
const truth = {
  lifeStyles: [
    { name: 'gardener', share: 0.2, tastes },
    { name: 'other', share: 0.8, tastes: { garden: 1, books: 4, toys: 5 } },
  ],
} as unknown as Truth;

test('what marks a life style is what it likes much more than everybody', () => {
  const marks = signatureTrees(truth);
  assert.deepEqual([...marks.get('gardener')!], ['garden']);
  assert.deepEqual([...marks.get('other')!], []);
});

test('each life style has at most one group, the one that most of it is in', () => {
  const groups = [0, 0, 0, 1, 1, 2];
  const styles = ['a', 'a', 'b', 'b', 'b', null];
  const found = groupOfStyle(
    groups.map((group) => ({ group })),
    (place) => styles[place],
  );
  assert.deepEqual([...found].sort(), [
    ['a', 0],
    ['b', 1],
  ]);
});

test('after a drift the events of the new life are the evidence', () => {
  const user = knownUser(12, 20);
  const changed = { ...user, history: { ...user.history, events: [...user.history.events] } };
  const drift = { at: 0, to: 'gardener' };
  const all = driftRecall([changed], () => drift, new Map([['gardener', 0]]));
  assert.deepEqual([all.recall, all.chance, all.cases], [1, 1, 1]);
  const late = driftRecall(
    [changed],
    () => ({ at: 12, to: 'gardener' }),
    new Map([['gardener', 0]]),
  );
  assert.equal(late.recall, 0);
});

test('the median of an even number of values is the mean of the middle two', () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 3, 2])], [2, 2.5]);
  assert.ok(Number.isNaN(median([])));
});
