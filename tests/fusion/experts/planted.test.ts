import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildServing } from '../../../fusion/experts/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import {
  DAY_MS,
  event,
  PITTSBURGH,
  START,
  townHistories,
  townItems,
  townModalities,
} from './small-town.ts';

const items = townItems();
const users = townHistories(60);
const reader = buildServing(users, items, townModalities(), { factors: 8, candidates: 30 });
const asOf = START + 50 * DAY_MS;
const all = Int32Array.from(reader.itemIds, (_, index) => index);

/** Mean score of a column over the places of Pittsburgh less that over those of Phoenix. */
function townGap(user: UserHistory, column: string): number {
  const at = reader.schema.columns.findIndex(({ name }) => name === column);
  assert.ok(at >= 0, column);
  const { columnValues } = reader.columns(user, asOf, all);
  const width = reader.schema.columns.length;
  const sums = [0, 0];
  reader.itemIds.forEach((id, item) => {
    sums[Number(id.slice('place'.length)) % 2] += columnValues[item * width + at] / 20;
  });
  return sums[0] - sums[1];
}

function somebody(events: UserHistory['events']): UserHistory {
  return { userId: 'somebody', events, traits: {} };
}

describe('experts on planted data', () => {
  it('transactions alone tell the town by what people of a town buy', () => {
    const bought = ['place0', 'place4', 'place8'].map((itemId, day) =>
      event('transactions', 'purchase', START + day, { itemId, value: 5 }),
    );
    const buyer = somebody(bought);
    for (const column of [
      'implicit_factors',
      'graph_filter',
      'neighbours',
      'random_walk',
      'like_minded',
      'transitions',
      'likeness_mean',
    ]) {
      assert.ok(townGap(buyer, `transactions.${column}`) > 0.02, column);
    }
    assert.ok(Number.isNaN(townGap(buyer, 'location.near')));
  });

  it('one ping tells the town, by distance and by who lives there', () => {
    const attributes = { ...PITTSBURGH };
    const seen = somebody([event('location', 'ping', START, { attributes })]);
    for (const column of [
      'near',
      'kernel_10km',
      'kernel_2km_keep_70',
      'usual_distance',
      'kernel_20km',
      'crowd_10km',
      'crowd_visits',
      'fellows_200m',
      'fellows_500m',
      'fellows_200m_even',
    ]) {
      assert.ok(townGap(seen, `location.${column}`) > 1, column);
    }
    assert.ok(townGap(seen, 'location.fellows_200m_linear') > 0.5);
    const proposed = reader.candidates(seen, asOf, 10).items;
    const own = [...proposed].filter((item) => Number(reader.itemIds[item].slice(5)) % 2 === 0);
    assert.ok(own.length > proposed.length / 2);
  });

  it('a part of what is proposed is the part that stands highest', () => {
    const attributes = { ...PITTSBURGH };
    const seen = somebody([event('location', 'ping', START, { attributes })]);
    const elsewhere = (proposed: Int32Array) =>
      proposed.filter((item) => Number(reader.itemIds[item].slice(5)) % 2 === 1).length;
    const { items: proposed } = reader.candidates(seen, asOf, 60);
    const { items: highest, columnValues } = reader.candidates(seen, asOf, 60, 12);
    assert.equal(highest.length, 12);
    assert.ok(highest.every((item) => proposed.includes(item)));
    assert.deepEqual(columnValues, reader.columns(seen, asOf, highest).columnValues);
    // Of the other town only what is popular stands high.
    assert.ok(elsewhere(proposed) >= 4);
    assert.ok(elsewhere(highest) <= 1);
  });

  it('an expert with an opinion proposes for those without one', () => {
    const attributes = { ...PITTSBURGH };
    const seen = somebody([event('location', 'ping', START, { attributes })]);
    const nobody = somebody([]);
    const count = (user: UserHistory) => reader.candidates(user, asOf, 20).items.length;
    assert.ok(count(seen) >= 15, `${count(seen)}`);
    assert.ok(count(nobody) >= 20, `${count(nobody)}`);
  });

  it('one friendship tells the town, with no refit', () => {
    const friend = somebody([event('social', 'friend', START, { otherUserId: 'user010' })]);
    for (const column of [
      'friends_mean',
      'friends_even',
      'friends_alike',
      'friends_count',
      'friends_of_friends',
      'friends_taste',
      'friends_like_minded',
    ]) {
      assert.ok(townGap(friend, `social.${column}`) > 0.2, column);
    }
    const other = somebody([event('social', 'friend', START, { otherUserId: 'user011' })]);
    assert.ok(townGap(other, 'social.friends_mean') < -0.2);
  });

  it('a user never sees the own row through the eyes of others', () => {
    const own = users[10];
    const mutual = somebody([event('social', 'friend', START, { otherUserId: own.userId })]);
    const loner: UserHistory = { ...mutual, userId: own.userId };
    const at = reader.schema.columns.findIndex(({ name }) => name === 'social.friends_mean');
    const { columnValues } = reader.columns(loner, asOf, all);
    assert.ok(Number.isNaN(columnValues[at]));
  });

  it('recent columns follow a move', () => {
    const visits = Array.from({ length: 12 }, (_, day) =>
      event('location', 'check_in', START + day * DAY_MS, {
        itemId: `place${2 * day + (day < 9 ? 1 : 0)}`,
      }),
    );
    const mover = somebody(visits);
    assert.ok(townGap(mover, 'location.kernel_10km') < 0);
    assert.ok(townGap(mover, 'location.kernel_10km_keep_70') > 0);
    assert.ok(townGap(mover, 'location.near_last') > 0);
  });
});
