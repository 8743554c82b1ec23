import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { counterfactuals } from '../../../explain/rules/counterfactuals.ts';
import { failingConditions } from '../../../explain/rules/failing-conditions.ts';
import { ruleSentence } from '../../../explain/rules/reasons.ts';
import { RULE_BASELINE, ruleFactors } from '../../../explain/rules/rule-factors.ts';
import { statementsOf } from '../../../explain/rules/statements.ts';
import { unmetCondition } from '../../../explain/rules/unmet-condition.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import {
  evaluateRule,
  languageOf,
  parseRule,
  scoreOf,
  type TraceNode,
  verdictOfTrace,
} from '../../../segments/index.ts';
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

test('the smallest set of failing conditions is enough, and none smaller is', () => {
  fc.assert(
    fc.property(rule, (json) => {
      const trace = traceOf(json);
      const failing = failingConditions(trace);
      const changed = new Map(failing.map(({ leaf: { path }, wanted }) => [path, wanted]));
      assert.equal(changed.size, failing.length);
      const verdict = verdictOfTrace(trace, ({ path, verdict: own }) => changed.get(path) ?? own);
      assert.equal(verdict, 'TRUE');
      for (const { leaf: spared } of failing) {
        const less = verdictOfTrace(trace, ({ path, verdict: own }) =>
          path === spared.path ? own : (changed.get(path) ?? own),
        );
        assert.notEqual(less, 'TRUE');
      }
    }),
  );
});

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
  assert.deepEqual(counterfactuals(lovers, user, NOON, trace, english), [
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
  const { trace } = evaluateRule(lovers, user, NOON);
  assert.equal(counterfactuals(lovers, user, NOON, trace, english)[0].verified, true);
});

test('members learn when they would leave by time alone', () => {
  const user = facts({ events: bought([2, 10, 20]), traits: { city: 'Paris' }, items });
  const { trace } = evaluateRule(lovers, user, NOON);
  assert.equal(trace.verdict, 'TRUE');
  assert.deepEqual(counterfactuals(lovers, user, NOON, trace, english), [
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
  const verdict = evaluateRule(lovers, berliner, NOON);
  assert.deepEqual(counterfactuals(lovers, berliner, NOON, verdict.trace, english), []);
});

test('every counterfactual of random rules was tried out with the verdict that it says', () => {
  const limit = fc.oneof(
    fc.integer({ min: 0, max: 4 }).map((atLeast) => ({ atLeast })),
    fc.integer({ min: 0, max: 4 }).map((atMost) => ({ atMost })),
  );
  const condition = fc
    .tuple(limit, fc.constantFrom('garden', 'home'))
    .map(([limits, category]) => ({
      count: { modality: 'transactions', where: { category }, within: '30d', ...limits },
    }));
  fc.assert(
    fc.property(
      fc.array(condition, { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }),
      (all, days) => {
        const parsed = parseRule({ all });
        const user = facts({ events: [...bought(days), event({ at: 0 })], items });
        const { trace, verdict } = evaluateRule(parsed, user, NOON);
        for (const counterfactual of counterfactuals(parsed, user, NOON, trace, english)) {
          assert.equal(counterfactual.verified, true);
          assert.notEqual(counterfactual.verdict, verdict);
        }
      },
    ),
  );
});
