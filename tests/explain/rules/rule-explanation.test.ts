import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ruleChanges } from '../../../explain/rules/counterfactuals.ts';
import { failingConditions } from '../../../explain/rules/failing-conditions.ts';
import { ruleSentence } from '../../../explain/rules/reasons.ts';
import { RULE_BASELINE, ruleFactors } from '../../../explain/rules/rule-factors.ts';
import { statementsOf } from '../../../explain/rules/statements.ts';
import { unmetCondition } from '../../../explain/rules/unmet-condition.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import {
  evaluateRule,
  languageOf,
  leavesOf,
  parseRule,
  type Rule,
  scoreOf,
  type TraceNode,
  type UserFacts,
  verdictOfTrace,
} from '../../../segments/index.ts';
import type { Verdict } from '../../../store/index.ts';
import { DAY, event, facts, item, NOON } from '../../segments/rules/facts.ts';

const leaf = fc
  .constantFrom('met', 'unmet', 'absent')
  .map((name) => ({ trait: { name, equals: 'yes' } }));
const { rule } = fc.letrec((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
  ),
}));
const someone = facts({ traits: { met: 'yes', unmet: 'no' } });

const english = languageOf('en', defaultModalities());

function saidOf(trace: TraceNode) {
  const statements = statementsOf(trace, english, NOON);
  const factors = ruleFactors(trace, statements);
  return {
    factors,
    sentence: ruleSentence(english.phrases, 'Garden lovers', trace, factors, statements),
    unmet: failingConditions(trace).map((failing) => unmetCondition(failing, english, statements)),
  };
}

/** The most that comes of a rule where some conditions may have any verdict. */
function bestVerdict(trace: TraceNode, free: readonly TraceNode[]): Verdict {
  let best: Verdict = 'FALSE';
  for (let verdicts = 0; verdicts < 1 << free.length; verdicts += 1) {
    const changed = new Map(
      free.map(({ path }, place) => [path, (verdicts >> place) & 1 ? 'TRUE' : 'FALSE'] as const),
    );
    const verdict = verdictOfTrace(trace, ({ path, verdict: own }) => changed.get(path) ?? own);
    if (verdict === 'TRUE') return verdict;
    if (verdict === 'UNKNOWN') best = verdict;
  }
  return best;
}

function traceOf(json: unknown): TraceNode {
  return evaluateRule(parseRule(json), someone, NOON).trace;
}

test('factors sum to the score less the baseline, and what is unknown has none', () => {
  fc.assert(
    fc.property(rule, (json) => {
      const trace = traceOf(json);
      const { factors } = saidOf(trace);
      const sum = factors.reduce((total, { value }) => total + value, 0);
      assert.ok(Math.abs(sum - (scoreOf(trace.verdict) - RULE_BASELINE)) < 1e-9);
      if (factors.length > 12) return;
      for (const { label, value } of factors) {
        if (label.startsWith('not known')) assert.equal(value, 0);
      }
    }),
    { numRuns: 300 },
  );
});

test('the smallest set of failing conditions is enough, and none of all other sets is smaller', () => {
  fc.assert(
    fc.property(rule, (json) => {
      const trace = traceOf(json);
      const leaves = leavesOf(trace);
      fc.pre(leaves.length <= 10);
      const failing = failingConditions(trace);
      const changed = new Map(failing.map(({ leaf: { path }, wanted }) => [path, wanted]));
      assert.equal(changed.size, failing.length);
      const verdict = verdictOfTrace(trace, ({ path, verdict: own }) => changed.get(path) ?? own);
      assert.equal(verdict, 'TRUE');
      for (let set = 0; set < 1 << leaves.length; set += 1) {
        const chosen = leaves.filter((_, place) => (set >> place) & 1);
        if (chosen.length >= failing.length) continue;
        assert.notEqual(bestVerdict(trace, chosen), 'TRUE');
      }
    }),
  );
});

function counterfactuals(of: Rule, user: UserFacts) {
  return ruleChanges(of, user, NOON, english).map(({ told }) => told);
}

const lovers = parseRule({
  all: [
    {
      count: {
        modality: 'transactions',
        type: 'purchase',
        where: { category: 'garden' },
        within: '30d',
        atLeast: 3,
      },
    },
    { not: { trait: { name: 'city', equals: 'Berlin' } } },
  ],
});
const items = [item('spade', { categories: ['garden'] }), item('lamp', { categories: ['home'] })];
const bought = (days: number[]) =>
  days.map((ago) => event({ at: NOON - ago * DAY, itemId: 'spade' }));

test('why not says what is missing, and the counterfactual was tried out', () => {
  const user = facts({ events: bought([2]), traits: { city: 'Paris' }, items });
  const { trace } = evaluateRule(lovers, user, NOON);
  const {
    sentence,
    unmet: [unmet],
  } = saidOf(trace);
  assert.equal(unmet.path, 'all[0].count');
  assert.equal(unmet.distance, 2);
  assert.equal(unmet.sentence, 'Needed: 2 more purchases in garden in the last 30 days (now 1)');
  assert.deepEqual(counterfactuals(lovers, user), [
    {
      sentence: '2 more purchases in garden in the last 30 days',
      verdict: 'TRUE',
      verified: true,
      changes: 1,
      events: 2,
    },
  ]);
  assert.equal(
    sentence,
    'Not in "Garden lovers" because: 1 purchase in garden in the last 30 days, needed at least 3.',
  );
});

test('somebody who never bought of the category can still be told what to do', () => {
  const user = facts({
    events: [event({ at: NOON - DAY, itemId: 'lamp' })],
    traits: { city: 'Paris' },
    items,
  });
  assert.equal(counterfactuals(lovers, user)[0].verified, true);
});

test('members learn when they would leave by time alone', () => {
  const user = facts({ events: bought([2, 10, 20]), traits: { city: 'Paris' }, items });
  const { trace } = evaluateRule(lovers, user, NOON);
  assert.equal(trace.verdict, 'TRUE');
  assert.deepEqual(counterfactuals(lovers, user), [
    {
      sentence: 'nothing further happens until 2026-07-25 12:00 UTC',
      verdict: 'FALSE',
      verified: true,
      changes: 1,
      events: 0,
    },
  ]);
  assert.equal(
    saidOf(trace).sentence,
    'In "Garden lovers" because: 3 purchases in garden in the last 30 days, needed at least 3; city is Paris, needed anything but Berlin.',
  );
});

test('what nobody knows is said, and what nobody can change has no counterfactual', () => {
  const user = facts({ events: bought([1, 2, 3]), items });
  const { trace } = evaluateRule(lovers, user, NOON);
  assert.equal(trace.verdict, 'UNKNOWN');
  const { sentence, unmet } = saidOf(trace);
  assert.equal(
    sentence,
    'Not in "Garden lovers", because too little is known: the city of this user.',
  );
  assert.equal(unmet[0].sentence, 'Not known: the city of this user');
  const berliner = facts({ events: bought([1, 2, 3]), traits: { city: 'Berlin' }, items });
  assert.deepEqual(counterfactuals(lovers, berliner), []);
});

test('every failing condition says how far it is, and what is unknown has no distance', () => {
  const query = { modality: 'transactions', type: 'purchase' };
  const views = { modality: 'browsing', type: 'view' };
  const places = [{ label: 'home', latitude: 52.5, longitude: 13.4 }];
  const user = facts({
    events: [...bought([1, 40, 70]), event({ ...views, at: NOON - DAY, itemId: 'lamp' })],
    traits: { birthYear: 1990 },
    readOuts: { lapse: { value: 0.25, confidence: null } },
    places,
    items,
  });
  const distanceOf = (json: unknown) => {
    const { trace } = evaluateRule(parseRule(json), user, NOON);
    const { unmet } = saidOf(trace);
    return unmet.map(({ sentence, distance }) => [distance, sentence]);
  };
  const trend = { ...query, within: '30d' };
  const sequence = { first: views, followedBy: query, gap: '7d', atLeast: 2 };
  assert.deepEqual(
    distanceOf({
      all: [
        { trend: { ...trend, atLeast: 2 } },
        { trend: { ...trend, by: 'sum', as: 'ratio', atLeast: 2 } },
        { sequence },
        { distinct: { ...query, of: 'item', atLeast: 3 } },
        { trait: { name: 'birthYear', atLeast: 1995 } },
        { predicted: { name: 'lapse', atLeast: 0.5 } },
        { trait: { name: 'city', equals: 'Berlin' } },
        { not: { count: { ...query, atLeast: 1 } } },
      ],
    }),
    [
      [2, 'Needed: 2 more purchases in the last 30 days'],
      [null, 'Not known: some of the events have no value'],
      [1, 'Needed: 1 more view followed by purchases within 7 days (now 1)'],
      [2, 'Needed: 2 more different items among purchases (now 1)'],
      [5, 'Birth year is 1990, needed 1995 or later'],
      [0.25, 'Predicted lapse is 0.25, needed at least 0.5'],
      [null, 'Not known: the city of this user'],
      [3, 'Needed: 3 fewer purchases (now 3)'],
    ],
  );
});
