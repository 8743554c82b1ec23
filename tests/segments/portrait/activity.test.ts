import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Event } from '../../../fusion/index.ts';
import { activityOf } from '../../../segments/portrait/activity/activity.ts';
import { DAY, event, HOUR, item, NOON } from '../rules/facts.ts';

const items = new Map(
  [
    item('kettle', { categories: ['Kitchen', 'Kettles'] }),
    item('spade', { categories: ['Garden'] }),
    item('cafe', { latitude: 52.52, longitude: 13.405 }),
  ].map((own) => [own.id, own]),
);
const itemOf = (id: string) => items.get(id) ?? null;
const midnight = NOON - 12 * HOUR;

function users(count: number, traits: Record<string, string>, events: Partial<Event>[]) {
  return Array.from({ length: count }, (_, user) => ({
    userId: `u${user}`,
    traits,
    events: events.map((own) => event({ at: midnight + user * 7 * DAY, ...own })),
  }));
}

describe('what members do, where and when', () => {
  const buys = (itemId: string, hour: number) => ({ itemId, at: midnight + hour * HOUR });
  const members = users(30, { timezone: 'Europe/Berlin' }, [
    buys('spade', 6),
    buys('kettle', 6),
    { modality: 'location', type: 'check_in', itemId: 'cafe', at: midnight + 6 * HOUR },
    { modality: 'social', type: 'friend', otherUserId: 'x', at: midnight + 20 * HOUR },
  ]);
  const others = users(50, {}, [buys('kettle', 18)]);
  const activity = activityOf(members, others, itemOf)!;
  const bought = activity.kinds.find(({ type }) => type === 'purchase')!;

  test('categories and items with the shares of both', () => {
    assert.deepEqual([activity.members, activity.others], [30, 50]);
    assert.deepEqual(
      [bought.members, bought.others, bought.users, bought.apart],
      [1, 1, 30, false],
    );
    assert.deepEqual(
      bought.categories.map(({ key, members: own, others: rest, apart }) => [
        key,
        own,
        rest,
        apart,
      ]),
      [
        ['Garden', 1, 0, true],
        ['Kitchen', 1, 1, false],
      ],
    );
    assert.deepEqual(
      bought.items.map(({ key, users: own }) => [key, own]),
      [
        ['kettle', 30],
        ['spade', 30],
      ],
    );
  });

  test('where: the area of the places', () => {
    assert.equal(activity.areas.length, 1);
    const [{ latitude, longitude, users: own, apart }] = activity.areas;
    assert.ok(Math.abs(latitude - 52.52) < 0.03 && Math.abs(longitude - 13.405) < 0.05);
    assert.deepEqual([own, apart], [30, true]);
  });

  test("when: by the user's own clock, UTC without one, relations left out", () => {
    const busiest = activity.hours.map(({ members: own }) => own).indexOf(1);
    assert.equal(busiest, 8, 'six in the morning UTC is eight in a Berlin summer');
    assert.equal(activity.hours[18].others, 1);
    assert.equal(activity.hours[18].apart, true);
    assert.equal(activity.weekdays[2].members, 1);
    assert.deepEqual([activity.hours.length, activity.weekdays.length], [24, 7]);
  });

  test('nothing that only a few do is told, and nothing of few', () => {
    const rare = [...members, ...users(4, {}, [buys('rare', 3)])];
    const kinds = activityOf(rare, others, itemOf)!.kinds;
    assert.ok(kinds.every((kind) => kind.items.every(({ key }) => key !== 'rare')));
    assert.equal(activityOf(members.slice(0, 4), others, itemOf), null);
    assert.equal(activityOf(members, others.slice(0, 4), itemOf), null);
    assert.equal(activityOf([], [], itemOf), null);
  });
});
