import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentLikeness } from '../../../evaluation/suites/transfer/evaluate.ts';
import { cityOf, openingOf } from '../../../evaluation/suites/transfer/shops.ts';
import type { YelpData, YelpUser } from '../../../evaluation/suites/yelp/dataset.ts';
import { Catalog } from '../../../fusion/experts/catalog.ts';
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

describe('contentLikeness', () => {
  it('finds the items with the rarest categories in common, and none where none are', () => {
    const source = new Catalog([
      place('a', 0, ['bar', 'food']),
      place('b', 0, ['food']),
      place('c', 0, ['zoo']),
    ]);
    const target = new Catalog([place('x', 0, ['bar', 'food']), place('y', 0, ['school'])]);
    const likeness = contentLikeness(target, source);
    const [x, y] = [target.indexOf('x'), target.indexOf('y')];
    const own = Array.from(
      likeness.indices.subarray(likeness.pointers[x], likeness.pointers[x + 1]),
      (item) => source.ids[item],
    );
    assert.deepEqual(own.sort(), ['a', 'b']);
    assert.equal(likeness.pointers[y], likeness.pointers[y + 1]);
    assert.ok(Math.abs(likeness.rowSums()[x] - 1) < 1e-6);
    const weight = (id: string): number => {
      const at = likeness.indices.indexOf(source.indexOf(id), likeness.pointers[x]);
      return likeness.values[at];
    };
    assert.ok(weight('a') > weight('b'));
  });
});
