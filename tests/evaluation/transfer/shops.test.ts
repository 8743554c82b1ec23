import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cityOf, openingOf } from '../../../evaluation/suites/transfer/shops.ts';
import type { YelpData, YelpUser } from '../../../evaluation/suites/yelp/dataset.ts';
import type { Item } from '../../../fusion/index.ts';

function place(id: string, longitude: number, categories: string[] = []): Item {
  return { id, title: null, categories, price: null, latitude: 1, longitude, attributes: {} };
}

const WEST = Array.from({ length: 8 }, (_, at) => `west ${at}`);
const EAST = Array.from({ length: 8 }, (_, at) => `east ${at}`);

function user(userId: string, visits: string[], friends: string[]): YelpUser {
  return { userId, train: visits.slice(0, -2), tune: visits.slice(-2), test: ['west 7'], friends };
}

const data: YelpData = {
  items: [...WEST.map((id) => place(id, -5)), ...EAST.map((id) => place(id, 5))],
  users: [
    user('one', [...WEST.slice(0, 6), 'east 1', 'west 6'], ['two', 'three']),
    user('two', EAST.slice(0, 7), ['one']),
    user('three', [...WEST.slice(1, 7), 'west 0'], ['one']),
  ],
};

describe('a city as a shop', () => {
  it('has the users who are mostly there, with their visits and friends there', () => {
    const west = cityOf(data, { south: 0, north: 2, west: -10, east: 0 });
    assert.deepEqual(
      west.users.map(({ userId }) => userId),
      ['one', 'three'],
    );
    assert.deepEqual(west.users[0].tune, ['west 6']);
    assert.deepEqual(west.users[0].friends, ['three']);
    assert.equal(west.items.length, WEST.length);
  });

  it('knows some of its users at an opening, and their friends among these alone', () => {
    const opening = openingOf(data, 2 / 3, 1);
    assert.equal(opening.users.length, 2);
    const ids = opening.users.map(({ userId }) => userId);
    for (const { friends } of opening.users) for (const id of friends) assert.ok(ids.includes(id));
    assert.equal(openingOf(data, 1, 1).users.length, 3);
  });
});
