import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Act, actsOf, eventsOfAct } from '../../../explain/attribution/acts.ts';
import { smallestChange } from '../../../explain/attribution/smallest-change.ts';
import type { Event, UserHistory } from '../../../fusion/index.ts';

const START = Date.UTC(2026, 5, 1);
const WEEK = 7 * 86_400_000;

function event(id: string, type: string, itemId: string | null, at = START - WEEK): Event {
  const rest = { otherUserId: null, value: null, attributes: {} };
  return { id, modality: 'browsing', type, at, itemId, ...rest };
}

function historyOf(userId: string, events: readonly Event[]): UserHistory {
  return { userId, events, traits: {} };
}

const nobody = historyOf('nobody', []);
const categoryOf = ({ itemId }: Event) => itemId;
const others = [
  historyOf('a', [
    ...Array.from({ length: 6 }, (_, at) => event(`a${at}`, 'view', 'garden')),
    event('a9', 'cart', 'garden'),
  ]),
  historyOf('b', [event('b1', 'view', 'books'), event('b2', 'view', 'garden')]),
];
const count = (history: UserHistory, what: string) =>
  history.events.filter(({ itemId }) => itemId === what).length;

test('what others do: by kind and category, no more than the most active of them, no relations', () => {
  const friend = { ...event('f', 'friend', null), otherUserId: 'x' };
  const acts = actsOf([...others, historyOf('c', [friend])], categoryOf);
  assert.deepEqual(
    acts.map(({ type, category, most }) => [type, category, most]),
    [
      ['view', 'garden', 6],
      ['cart', 'garden', 1],
      ['view', 'books', 1],
    ],
  );
});

test('imagined events lie in the week to come, on the weekday and at the hour of their examples', () => {
  const [act] = actsOf(others, categoryOf);
  for (const { at } of eventsOfAct(act, 5, START)) {
    assert.ok(at > START && at <= START + WEEK);
    assert.equal((at - 1 - START) % WEEK, 0);
  }
});

test('the fewest changes, each as small as is enough', () => {
  const acts = actsOf(others, categoryOf);
  const one = smallestChange(nobody, acts, START, (changed) => count(changed, 'garden') - 2.5);
  assert.deepEqual(
    one?.changes.map(({ act, amount }) => [act.category, amount]),
    [['garden', 3]],
  );
  const both = smallestChange(nobody, acts, START, (changed) =>
    Math.min(count(changed, 'garden') - 3.5, 4 * count(changed, 'books') - 3.5),
  );
  assert.equal(both?.changes.length, 2);
  assert.equal(count(both!.history, 'books'), 1);
});

test('what is out of reach is not found, and without anything to do there is nothing to try', () => {
  const acts: readonly Act[] = actsOf(others, categoryOf);
  assert.equal(
    smallestChange(nobody, acts, START, (changed) => count(changed, 'garden') - 100),
    null,
  );
  assert.equal(
    smallestChange(nobody, [], START, () => 1),
    null,
  );
});
