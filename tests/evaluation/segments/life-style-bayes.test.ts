import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLocalHour } from '../../../demo/time.ts';
import { LifeStyleBayes } from '../../../evaluation/suites/segments/life-style-bayes.ts';
import type { Event } from '../../../fusion/index.ts';
import { event, item } from '../../segments/rules/facts.ts';

const trees = ['Electronics', 'Books', 'Garden', 'Kitchen', 'Outdoor', 'Baby', 'Household'];
const items = new Map(
  trees
    .flatMap((tree) =>
      Array.from({ length: 11 }, (_, rank) =>
        item(`${tree}-${rank}`, { categories: [tree, 'Leaf'], price: 10 + rank }),
      ),
    )
    .map((own) => [own.id, own]),
);
const bayes = new LifeStyleBayes(items);

/** Sessions on some days at an hour, of views in a tree at a price rank of 0 to 10. */
function visits(days: readonly number[], hour: number, tree: string, rank: number): Event[] {
  return days.map((day) =>
    event({
      ...{ modality: 'browsing', type: 'view', at: atLocalHour(day, hour) },
      ...{ itemId: `${tree}-${rank}`, attributes: { sessionId: `${tree}-${day}-${hour}` } },
    }),
  );
}

const guess = (events: Event[]) => bayes.guess({ userId: 'u', events, traits: {} });
const days = [0, 1, 2, 3, 4, 7, 8, 9];

test('the classifier tells life styles by what the generator makes them do', () => {
  assert.equal(
    guess([...visits(days, 9, 'Garden', 6), ...visits(days, 9, 'Kitchen', 7)]),
    'home maker',
  );
  assert.equal(guess(visits(days, 23, 'Books', 2)), 'student');
  assert.equal(guess(visits(days, 7, 'Electronics', 8)), 'commuter professional');
  assert.equal(guess(visits(days, 21, 'Baby', 5)), 'young parent');
});

test('prices and discounts tell bargain hunters from those who like the same things', () => {
  const bought = (tree: string, share: number) =>
    visits(days, 10, tree, 0).map((view) =>
      event({ at: view.at, itemId: view.itemId, value: 10 * share, attributes: { quantity: 1 } }),
    );
  const looks = visits(days, 10, 'Household', 0);
  assert.equal(guess([...looks, ...bought('Household', 0.75)]), 'bargain hunter');
  const dear = visits(days, 10, 'Household', 7);
  assert.equal(guess([...dear, ...bought('Household', 1)]), 'home maker');
});

test('of somebody who did nothing the most frequent style is guessed', () => {
  assert.equal(guess([]), 'commuter professional');
});
