import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dependenciesOf,
  orderSegments,
  parseRule,
  RuleError,
  type RuleProblem,
  SegmentCycleError,
} from '../../../segments/index.ts';

const vocabulary = {
  modalities: { transactions: ['purchase', 'refund'], social: ['friend'] },
  traits: ['city'],
  readOuts: ['lapse'],
  segments: ['vip'],
};

function problems(json: unknown): readonly RuleProblem[] {
  try {
    parseRule(json, vocabulary);
  } catch (error) {
    assert.ok(error instanceof RuleError);
    return error.problems;
  }
  return [];
}

const first = (json: unknown) => {
  const [{ path, suggestion }] = problems(json);
  return [path, suggestion];
};

test('problems name the place and the nearest valid name', () => {
  const count = { modality: 'transactions', atLeast: 1 };
  assert.deepEqual(first({ all: [{ cuont: count }] }), ['all[0]', 'count']);
  assert.deepEqual(first({ count: { ...count, withn: '3d' } }), ['count', 'within']);
  assert.deepEqual(first({ count: { ...count, where: { categry: 'x' } } }), [
    'count.where',
    'category',
  ]);
  assert.deepEqual(first({ any: [{ count: { ...count, within: '3x' } }] }), [
    'any[0].count.within',
    null,
  ]);
  assert.deepEqual(first({ count: { modality: 'transaction', atLeast: 1 } }), [
    'count.modality',
    'transactions',
  ]);
  assert.deepEqual(first({ count: { ...count, type: 'purchas' } }), ['count.type', 'purchase']);
  assert.deepEqual(first({ not: { trait: { name: 'citi', exists: true } } }), [
    'not.trait.name',
    'city',
  ]);
  assert.deepEqual(first({ segment: { id: 'vpi' } }), ['segment.id', 'vip']);
  assert.deepEqual(first({ similarity: { id: 'vpi', atLeast: 1 } }), ['similarity.id', 'vip']);
  assert.deepEqual(first({ predicted: { name: 'laps', atLeast: 1 } }), ['predicted.name', 'lapse']);
  const badWho = {
    friends: { atLeast: 1, who: { not: { count: { modality: 'socia', atLeast: 1 } } } },
  };
  assert.deepEqual(first(badWho), ['friends.who.not.count.modality', 'social']);
});

test('what cannot be judged is refused', () => {
  const refused = [
    null,
    [],
    'all',
    {},
    { all: [] },
    { all: {} },
    { all: [{ segment: { id: 'vip' } }], any: [] },
    { count: { modality: 'transactions' } },
    { count: { modality: 'transactions', atLeast: 3, atMost: 2 } },
    { count: { modality: 'transactions', atLeast: Number.NaN } },
    { count: { modality: 'transactions', atLeast: Number.POSITIVE_INFINITY } },
    { trait: { name: 'city' } },
    { trait: { name: 'city', equals: 'x', exists: true } },
    { distinct: { modality: 'transactions', of: 'attribute', atLeast: 1 } },
    { recency: { modality: 'transactions', within: '1d', notWithin: '2d' } },
    { visits: { near: { latitude: 91, longitude: 0 }, radius: 1, atLeast: 1 } },
    { time: { from: '25:00' } },
    { time: { from: '10:00', zone: 'Mars/Olympus' } },
    { friends: { atLeast: 1, who: { segment: { id: 'vip' } } } },
    { count: { modality: 'transactions', atLeast: 1, within: '9999999w' } },
  ];
  for (const json of refused) assert.ok(problems(json).length > 0, JSON.stringify(json));
});

test('every problem is reported at once, and huge rules are refused', () => {
  const bad = { count: { modality: 'transactions' } };
  assert.equal(problems({ all: [bad, { not: bad }] }).length, 2);
  const deep = Array.from({ length: 20 }).reduce<unknown>((rule) => ({ not: rule }), {
    segment: { id: 'vip' },
  });
  assert.match(problems(deep)[0].message, /nested more than/);
  const wide = { any: Array.from({ length: 150 }, () => ({ segment: { id: 'vip' } })) };
  assert.equal(problems(wide).length, 1);
});

test('a rule knows what it reads', () => {
  const found = dependenciesOf(
    parseRule({
      all: [
        { count: { modality: 'transactions', where: { category: 'garden' }, atLeast: 1 } },
        { not: { segment: { id: 'vip' } } },
        { friends: { atLeast: 1 } },
        { time: { from: '10:00' } },
      ],
    }),
  );
  assert.deepEqual([...found.modalities], ['transactions']);
  assert.deepEqual([...found.segments], ['vip']);
  assert.deepEqual([...found.traits], ['timezone']);
  assert.deepEqual(
    [found.friends, found.items, found.clock, found.places],
    [true, true, true, false],
  );
});

test('segments are judged after those that they refer to, and circles are refused with the path', () => {
  const refer = (...ids: string[]) => parseRule({ all: ids.map((id) => ({ segment: { id } })) });
  const leaf = parseRule({ trait: { name: 'city', exists: true } });
  const rules = new Map([
    ['a', refer('c', 'b')],
    ['b', refer('c', 'elsewhere')],
    ['c', leaf],
  ]);
  assert.deepEqual(orderSegments(rules), ['c', 'b', 'a']);
  assert.throws(
    () => orderSegments(new Map([...rules, ['c', refer('a')]])),
    (error) => error instanceof SegmentCycleError && error.cycle.join(' ') === 'a b c a',
  );
});
