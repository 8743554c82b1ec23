import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  compareEvents,
  defaultModalities,
  type Event,
  type FeatureContext,
  type UserHistory,
} from '../../../fusion/index.ts';
import { DAY_MS, event, START, townItems } from '../experts/small-town.ts';

const items = new Map(townItems().map((item) => [item.id, item]));
const context: FeatureContext = {
  asOf: START + 30 * DAY_MS,
  categories: ['category0', 'category2'],
  item: (id) => items.get(id) ?? null,
  priceRank: (id) => (id === 'dear' ? 1 : id === 'cheap' ? 0 : null),
};

function historyOf(events: Event[]): UserHistory {
  return { userId: 'u', events: events.sort(compareEvents), traits: {} };
}

function featuresOf(modality: string, events: Event[]): Map<string, number> | null {
  const own = defaultModalities().get(modality);
  const values = own.features(historyOf(events), context);
  const names = own.featureNames(context);
  if (values) assert.equal(values.length, names.length);
  return values && new Map(names.map((name, at) => [name, values[at]]));
}

function close(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-5, `${actual} ${expected}`);
}

const anyEvent = fc
  .record({
    modality: fc.constantFrom('browsing', 'social', 'location', 'transactions'),
    kind: fc.nat(6),
    at: fc.integer({ min: START - 400 * DAY_MS, max: START + 40 * DAY_MS }),
    item: fc.option(fc.nat(45)),
    value: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    place: fc.option(
      fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -180, max: 180 })),
    ),
  })
  .map(({ modality, kind, at, item, value, place }): Event => {
    const types = Object.keys(defaultModalities().get(modality).eventTypes);
    return event(modality, types[kind % types.length], at, {
      itemId: item === null ? null : `place${item}`,
      otherUserId: modality === 'social' ? `user${kind}` : null,
      value,
      attributes: place ? { latitude: place[0], longitude: place[1] } : {},
    });
  });

describe('features', () => {
  it('are null without own events, however many others there are', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        for (const { name } of defaultModalities().list()) {
          const others = events.filter(({ modality }) => modality !== name);
          assert.equal(featuresOf(name, others), null);
        }
      }),
    );
  });

  it('are finite, and come from own events up to the instant alone', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 30 }), (events) => {
        for (const { name } of defaultModalities().list()) {
          const own = events.filter(({ modality, at }) => modality === name && at <= context.asOf);
          const features = featuresOf(name, events);
          assert.equal(features === null, own.length === 0);
          assert.deepEqual(features, featuresOf(name, own));
          for (const [feature, value] of features ?? []) assert.ok(Number.isFinite(value), feature);
        }
      }),
    );
  });

  it('count money, baskets, refunds and categories', () => {
    const buy = (day: number, itemId: string, value: number, orderId: string): Event =>
      event('transactions', 'purchase', START + day * DAY_MS, {
        itemId,
        value,
        attributes: { orderId },
      });
    const features = featuresOf('transactions', [
      buy(0, 'place1', 20, 'a'),
      buy(0, 'place12', 10, 'a'),
      buy(20, 'place21', 30, 'b'),
      event('transactions', 'refund', START + 21 * DAY_MS, { itemId: 'place1', value: 20 }),
    ]);
    close(features?.get('log_recency_days'), Math.log1p(10));
    close(features?.get('log_spent'), Math.log1p(60));
    close(features?.get('log_basket_value'), Math.log1p(30));
    close(features?.get('log_basket_lines'), Math.log1p(1.5));
    close(features?.get('refund_share'), 0.25);
    close(features?.get('price_against_item'), 2);
    close(features?.get('share_of_category0'), 1 / 3);
    close(features?.get('share_of_category2'), 1 / 3);
    close(features?.get('share_of_other_categories'), 1 / 3);
  });

  it('tell who goes for the cheap ones of a kind', () => {
    const buy = (itemId: string): Event => event('transactions', 'purchase', START, { itemId });
    const rankOf = (...items: string[]) =>
      featuresOf('transactions', items.map(buy))?.get('price_rank');
    close(rankOf('cheap', 'cheap', 'cheap', 'dear', 'unknown'), 0.25);
    close(rankOf('unknown'), 0.5);
  });

  it('tell sessions and speed, as of robots', () => {
    const views = Array.from({ length: 20 }, (_, second) =>
      event('browsing', 'view', START + second * 1000, { itemId: 'place1' }),
    );
    const late = event('browsing', 'view', START + DAY_MS, { itemId: 'place2' });
    const features = featuresOf('browsing', [...views, late]);
    close(features?.get('log_sessions'), Math.log1p(2));
    close(features?.get('fast_share'), 19 / 20);
    close(features?.get('distinct_item_share'), 2 / 21);
  });

  it('tell home from work by the hours', () => {
    const ping = (day: number, hour: number, latitude: number): Event =>
      event('location', 'ping', START + day * DAY_MS + hour * 3_600_000, {
        attributes: { latitude, longitude: 10 },
      });
    const days = [0, 1, 2, 3];
    const events = days.flatMap((day) => [
      ping(day, 2, 50),
      ping(day, 11, 50.1),
      ping(day, 14, 50.1),
    ]);
    const features = featuresOf('location', events);
    close(features?.get('log_home_work_km'), Math.log1p(11.1195));
    close(features?.get('home_share'), 1 / 3);
    close(features?.get('night_share'), 1 / 3);
  });
});
