import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateRule, parseRule, type UserFacts } from '../../../segments/index.ts';
import { DAY, event, facts, NOON } from './facts.ts';

const more = { modality: 'transactions', within: '30d', atLeast: 1 };

function judge(trend: object, user: UserFacts, now = NOON) {
  return evaluateRule(parseRule({ trend }), user, now);
}

const paid = (days: number, value = 10) => event({ at: NOON - days * DAY, value });
const known = paid(90);

test('more than in the month before', () => {
  const user = facts({ events: [known, paid(40), paid(20), paid(10)] });
  const { verdict, trace } = judge(more, user);
  assert.equal(verdict, 'TRUE');
  assert.equal(trace.observed, 1);
  assert.equal(judge({ ...more, atLeast: 2 }, user).verdict, 'FALSE');
});

test('the verdict turns when an event goes from one month to the one before', () => {
  const user = facts({ events: [known, paid(40), paid(20), paid(10)] });
  const { validUntil } = judge(more, user);
  assert.equal(validUntil, NOON + 10 * DAY);
  assert.equal(judge(more, user, NOON + 10 * DAY).verdict, 'FALSE');
});

test('sums as a ratio: spends half or less of what was spent before', () => {
  const half = { ...more, by: 'sum', as: 'ratio', atLeast: undefined, atMost: 0.5 };
  const trend = JSON.parse(JSON.stringify(half));
  assert.equal(
    judge(trend, facts({ events: [known, paid(40, 100), paid(20, 50)] })).verdict,
    'TRUE',
  );
  assert.equal(
    judge(trend, facts({ events: [known, paid(40, 100), paid(20, 51)] })).verdict,
    'FALSE',
  );
});

test('something after nothing is more by any ratio, nothing after nothing is the same', () => {
  const ratio = { ...more, as: 'ratio', atLeast: 5 };
  assert.equal(judge(ratio, facts({ events: [known, paid(3)] })).verdict, 'TRUE');
  const still = judge(ratio, facts({ events: [known] }));
  assert.equal(still.verdict, 'FALSE');
  assert.equal(still.trace.observed, 1);
});

test('whoever is known for a shorter time has no month before: unknown, unless the rule says zero', () => {
  const fresh = facts({ events: [paid(40), paid(3), paid(2)] });
  assert.equal(judge(more, fresh).verdict, 'UNKNOWN');
  assert.equal(judge(more, fresh, NOON + 20 * DAY).verdict, 'TRUE');
  assert.equal(judge({ ...more, whenMissing: 'zero' }, fresh).verdict, 'TRUE');
});

test('a ratio of what may be negative says nothing', () => {
  const ratio = { ...more, by: 'sum', as: 'ratio', atLeast: 1 };
  assert.equal(judge(ratio, facts({ events: [known, paid(40, -5), paid(3)] })).verdict, 'UNKNOWN');
});
