import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Event, FusionModel } from '../../fusion/index.ts';
import { Recommender, summaryOf } from '../../profiles/index.ts';
import {
  END,
  event,
  modalities,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

const names = modalities.list().map(({ name }) => name);

/** Every number anywhere in plain data. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Float32Array) return [...value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

describe('missing modalities and unknown things', () => {
  let model: FusionModel;
  before(async () => {
    model = await trainShop();
  });

  test('any subset of modalities: finite values, and the weights of those present sum to 1', async () => {
    const histories = shopHistories().slice(0, 6);
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), fc.nat(5), fc.boolean(), async (kept, user, hide) => {
        const whole = histories[user] ?? histories[0];
        assert.ok(whole !== undefined);
        const events = whole.events.filter(({ modality }) => hide || kept.includes(modality));
        const options = { asOf: END, ...(hide && { modalities: kept }) };
        const history = { ...whole, events };
        const [encoded] = await model.encode([history], options);
        const recommended = await model.recommend(history, { ...options, count: 5 });
        assert.ok(encoded !== undefined);
        assert.ok(numbersIn([encoded, recommended]).every(Number.isFinite));
        const present = encoded.modalities.filter((modality) => modality.present);
        assert.ok(present.every(({ name }) => kept.includes(name)));
        const sum = encoded.modalities.reduce((total, { weight }) => total + weight, 0);
        assert.ok(Math.abs(sum - (present.length > 0 ? 1 : 0)) < 1e-6);
        for (const modality of encoded.modalities) {
          if (!modality.present) assert.equal(modality.weight, 0);
        }
        assert.equal(recommended.length, 5);
      }),
      { numRuns: 30 },
    );
  });

  test('nothing, and nothing known, has a profile that can be served', async () => {
    const desk = await openDesk(model, 8);
    const strange: Partial<Event>[] = [
      { itemId: 'never-heard-of' },
      { modality: 'transactions', type: 'purchase', itemId: 'also-not', value: 1e9 },
      { modality: 'social', type: 'friend', otherUserId: 'u_stranger' },
      {
        ...{ modality: 'location', type: 'ping' },
        attributes: { latitude: -89.9, longitude: 179.9 },
      },
      { modality: 'location', type: 'check_in', itemId: 'no-such-place' },
      { modality: 'support', type: 'ticket' },
      { type: 'of-another-version' },
    ];
    await desk.store.events.append(
      strange.map((given, user) => stored(userId(user), event(`strange ${user}`, given))),
    );
    assert.equal(await desk.updater().drain(), 8);
    const rows = await desk.store.profiles.byIds(
      Array.from({ length: 8 }, (_, user) => userId(user)),
    );
    assert.equal(rows.size, 8);
    const recommender = new Recommender(desk.store, desk.models);
    const recommended = await recommender.of([...rows.values()]);
    for (const row of rows.values()) {
      assert.ok(row.vector.length === model.dimension && row.vector.every(Number.isFinite));
      assert.ok(numbersIn(row.summary).every(Number.isFinite));
      const items = recommended.get(row.userId)!;
      assert.ok(items.length > 0 && numbersIn(items).every(Number.isFinite));
    }
    const nothing = rows.get(userId(7));
    assert.ok(nothing !== undefined);
    const summary = summaryOf(nothing);
    assert.deepEqual(
      [summary.eventCount, summary.firstEventAt, summary.lastEventAt],
      [0, null, null],
    );
    assert.ok(summary.modalities.every(({ present, weight }) => !present && weight === 0));
    await desk.store.close();
  });
});
