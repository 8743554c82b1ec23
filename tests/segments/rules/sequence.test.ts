import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateRule, parseRule, RuleError, type UserFacts } from '../../../segments/index.ts';
import { DAY, event, facts, item, NOON } from './facts.ts';

const view = { modality: 'browsing', type: 'view' };
const purchase = { modality: 'transactions', type: 'purchase' };
const bought = { first: view, followedBy: purchase, gap: '7d', atLeast: 1 };
const left = { first: view, notFollowedBy: purchase, gap: '7d', atLeast: 1 };

function judge(sequence: object, user: UserFacts, now = NOON) {
  return evaluateRule(parseRule({ sequence }), user, now);
}

const viewed = (days: number, itemId: string | null = null) =>
  event({ at: NOON - days * DAY, modality: 'browsing', type: 'view', itemId });
const paid = (days: number, itemId: string | null = null) =>
  event({ at: NOON - days * DAY, itemId });

test('viewed and then bought within the gap counts, with both events as its proof', () => {
  const events = [viewed(10), paid(4)];
  const { verdict, trace } = judge(bought, facts({ events }));
  assert.equal(verdict, 'TRUE');
  assert.equal(trace.observed, 1);
  assert.deepEqual(
    trace.eventIds,
    events.map(({ id }) => id),
  );
  assert.equal(judge(bought, facts({ events: [viewed(12), paid(4)] })).verdict, 'FALSE');
  assert.equal(judge(bought, facts({ events: [paid(5), viewed(4)] })).verdict, 'FALSE');
});

test('viewed and not bought counts once the time for it is over', () => {
  const user = facts({ events: [paid(40), viewed(5)] });
  const now = judge(left, user);
  assert.equal(now.verdict, 'FALSE');
  assert.equal(now.validUntil, NOON + 2 * DAY);
  assert.equal(judge(left, user, NOON + 2 * DAY).verdict, 'TRUE');
  const back = facts({ events: [paid(40), viewed(5), paid(1)] });
  assert.equal(judge(left, back, NOON + 30 * DAY).verdict, 'FALSE');
});

test('a window asks for what came to pass lately', () => {
  const user = facts({ events: [viewed(40), paid(38)] });
  assert.equal(judge({ ...bought, within: '30d' }, user).verdict, 'FALSE');
  assert.equal(judge({ ...bought, within: '39d' }, user).verdict, 'TRUE');
});

test('about the same item only what follows about it counts', () => {
  const same = { ...bought, same: 'item' };
  assert.equal(judge(same, facts({ events: [viewed(3, 'a'), paid(2, 'b')] })).verdict, 'FALSE');
  assert.equal(judge(same, facts({ events: [viewed(3, 'a'), paid(2, 'a')] })).verdict, 'TRUE');
});

test('who has no data of one kind may have bought elsewhere: unknown, unless the rule says zero', () => {
  const user = facts({ events: [viewed(20)] });
  const { verdict, trace } = judge(left, user);
  assert.equal(verdict, 'UNKNOWN');
  assert.equal(trace.reason, 'modality-absent');
  assert.equal(judge({ ...left, whenMissing: 'zero' }, user).verdict, 'TRUE');
});

test('a follower of an unknown item may or may not be the one that is asked for', () => {
  const garden = { ...purchase, where: { category: 'garden' } };
  const user = facts({
    items: [item('spade', { categories: ['garden'] })],
    events: [paid(40), viewed(20), paid(19, 'gone')],
  });
  for (const sequence of [
    { ...bought, followedBy: garden },
    { ...left, notFollowedBy: garden },
  ]) {
    assert.equal(judge(sequence, user).verdict, 'UNKNOWN');
  }
});

test('something has to follow, or not to follow, and not both', () => {
  const message = /sequence: needs exactly one of followedBy and notFollowedBy/;
  for (const sequence of [
    { first: view, gap: '7d', atLeast: 1 },
    { ...bought, notFollowedBy: purchase },
  ]) {
    assert.throws(() => parseRule({ sequence }), message);
  }
  const vocabulary = { modalities: { browsing: ['view'], transactions: ['purchase'] } };
  const misspelt = { ...bought, followedBy: { ...purchase, type: 'purchse' } };
  assert.throws(
    () => parseRule({ sequence: misspelt }, vocabulary),
    (error) => {
      assert.ok(error instanceof RuleError);
      assert.deepEqual(
        error.problems.map(({ path, suggestion }) => [path, suggestion]),
        [['sequence.followedBy.type', 'purchase']],
      );
      return true;
    },
  );
});
