import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FusionModel, type ScoredItem } from '../../fusion/index.ts';
import {
  historiesOf,
  ModelRegistry,
  Recommender,
  replayProfile,
  summaryOf,
  UnknownModelError,
} from '../../profiles/index.ts';
import {
  DAY,
  type Desk,
  distance,
  END,
  event,
  externalId,
  modalities,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

/** What was served, noted when it was. */
interface Served {
  readonly at: number;
  readonly userId: string;
  readonly vector: readonly number[];
  readonly summary: unknown;
  readonly recommended: readonly ScoredItem[];
}

describe('replay and the registry', () => {
  let model: FusionModel;
  let second: FusionModel;
  let desk: Desk;
  let recommender: Recommender;
  const served: Served[] = [];

  const note = async (): Promise<void> => {
    desk.wait(1000);
    await desk.updater().drain();
    for await (const rows of desk.store.profiles.scan()) {
      const recommended = await recommender.of(rows);
      for (const { userId: id, vector, summary } of rows) {
        const own = { vector, summary, recommended: recommended.get(id)! };
        served.push({ at: desk.now(), userId: id, ...own });
      }
    }
    desk.wait(1000);
  };

  before(async () => {
    model = await trainShop();
    second = await trainShop(2);
    desk = await openDesk(model, 8);
    recommender = new Recommender(desk.store, desk.models);
    const rows = shopHistories()
      .slice(0, 8)
      .flatMap((history) => history.events.map((one) => stored(history.userId, one)));
    await desk.store.events.append(rows.filter((_, index) => index % 3 > 0));
    await note();
    const trait = { name: 'plan', sourceId: 'test', contentHash: '0' };
    await desk.store.users.setTraits([
      { ...trait, userId: userId(1), value: 'free', version: '1' },
    ]);
    // Late, and older than what was there.
    await desk.store.events.append(rows.filter((_, index) => index % 3 === 0));
    await note();
    const wrong = stored(userId(2), event('wrong', { itemId: 'item3', at: END + DAY }));
    await desk.store.events.append([wrong]);
    await note();
    const right = { ...wrong, id: 'a'.repeat(64), itemId: 'item8', version: '2' };
    await desk.store.events.append([right]);
    await note();
    await desk.store.users.setTraits([
      { ...trait, userId: userId(1), value: 'paid', version: '2' },
    ]);
    await desk.promote(second);
    await note();
    await desk.store.events.append([
      { ...right, id: 'b'.repeat(64), version: '3', deleted: true },
      stored(userId(2), event('later', { itemId: 'item1', at: END + 3 * DAY })),
    ]);
    await note();
    // Friends of both are related to somebody else from now on.
    await desk.store.users.resolve([[externalId(3), externalId(6)]]);
    await note();
  });
  after(() => desk.store.close());

  test('a replay to any instant equals what was served at that instant', async () => {
    assert.ok(served.length > 40);
    const models = new ModelRegistry(desk.store, modalities);
    const forgetful = new Recommender(desk.store, models);
    for (const then of served) {
      const replayed = await replayProfile(desk.store, models, then.userId, then.at);
      assert.ok(replayed !== null);
      assert.ok(distance(replayed.encoded.vector, then.vector) <= 1e-6);
      const summary = summaryOf(then);
      const again = await forgetful.of([replayed.served]);
      assert.deepEqual(again.get(then.userId), then.recommended);
      const shown = replayed.encoded.modalities.map(
        ({ name, present, weight, gate, events, lastAt, features }) => ({
          ...{ name, present, weight, gate, events, lastAt, features },
        }),
      );
      assert.deepEqual(shown, summary.modalities);
      assert.deepEqual(replayed.encoded.adaptation, summary.adaptation);
      assert.equal(replayed.history.events.length, summary.eventCount);
    }
    const ofTwo = served.filter((then) => then.userId === userId(2));
    assert.ok(distance(ofTwo[2]?.vector, ofTwo[3]?.vector) > 1e-6);
  });

  test('what is recommended adds up to its score, as it was made, also where more is known by now', async () => {
    const rows = [...(await desk.store.profiles.byIds([0, 1, 2, 4].map(userId))).values()];
    const late = stored(userId(1), event('unseen', { itemId: 'item7', at: END - DAY }));
    await desk.store.events.append([late]);
    const recommended = await recommender.of(rows);
    const reasons = await recommender.reasons(rows);
    assert.equal(reasons.size, rows.length);
    for (const row of rows) {
      for (const { itemId, score } of recommended.get(row.userId)!) {
        const own = reasons.get(row.userId)?.get(itemId) ?? [];
        const sum = own.reduce((total, { value }) => total + value, 0);
        assert.ok(Math.abs(sum - score) < 1e-4, `${sum} and ${score}`);
      }
    }
  });

  test('what is recommended is ranked once a profile, for many users in as many statements', async () => {
    const rows = [...(await desk.store.profiles.byIds([0, 1, 2, 4].map(userId))).values()];
    const forgetful = new Recommender(desk.store, desk.models);
    const statements = async (asked: typeof rows) => {
      const start = desk.store.statementCount();
      await forgetful.of(asked);
      return desk.store.statementCount() - start;
    };
    const one = await statements(rows.slice(0, 1));
    assert.ok(one <= 3, `${one} statements`);
    assert.equal(await statements(rows), one);
    assert.equal(await statements(rows), 0);
  });

  test('traits, too, are read as they were', async () => {
    const models = new ModelRegistry(desk.store, modalities);
    const plans = [];
    for (const { at } of served.filter((then) => then.userId === userId(1))) {
      const replayed = await replayProfile(desk.store, models, userId(1), at);
      plans.push(replayed?.history.traits.plan);
    }
    assert.deepEqual(plans.slice(0, 5), [undefined, 'free', 'free', 'free', 'paid']);
  });

  test('before the first profile there is nothing to replay', async () => {
    assert.equal(await replayProfile(desk.store, desk.models, userId(1), END - 1), null);
    assert.equal(await replayProfile(desk.store, desk.models, 'u_nobody', desk.now()), null);
  });

  test('a model that is read back encodes the same, and its lineage is known', async () => {
    const again = new ModelRegistry(desk.store, modalities);
    const active = await again.active();
    assert.equal(active?.id, second.id);
    assert.equal(active?.trainedThrough, END);
    assert.equal((await again.activeAt(END))?.id, model.id);
    assert.equal((await again.list()).length, 2);
    const histories = await historiesOf(desk.store, [0, 1, 2, 4, 5].map(userId));
    for (const original of [model, second]) {
      const { fusion } = await again.byId(original.id);
      assert.notEqual(fusion, original);
      const options = { asOf: END, recommendations: 5 };
      assert.deepEqual(
        await fusion.encode(histories, options),
        await original.encode(histories, options),
      );
      assert.deepEqual(fusion.metrics, original.metrics);
    }
    const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
    await again.save(second, lineage);
    assert.equal((await again.list()).length, 2);
  });

  test('an unknown model is told, and asking again after it was saved finds it', async () => {
    const other = await openDesk(null, 1);
    await assert.rejects(other.models.byId(model.id), UnknownModelError);
    const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
    await new ModelRegistry(other.store, modalities).save(model, lineage);
    assert.equal((await other.models.byId(model.id)).fusion.id, model.id);
    assert.equal(await other.models.active(), null);
    await other.store.close();
  });
});
