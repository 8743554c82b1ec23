import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { type FusionModel, readerLoader } from '../../fusion/index.ts';
import { ErasureService } from '../../privacy/index.ts';
import { historiesOf, Recommender } from '../../profiles/index.ts';
import { SegmentService } from '../../segments/index.ts';
import {
  type Desk,
  END,
  event,
  externalId,
  modalities,
  openDesk,
  shopHistories,
  stored,
  trainShop,
  userId,
} from '../profiles/fixture.ts';

const FRIENDS = { friends: { who: { count: { modality: 'browsing', atLeast: 1 } }, atLeast: 1 } };
const gone = userId(0);

describe('the erasure service', () => {
  let model: FusionModel;
  let desk: Desk;
  let segments: SegmentService;
  let recommender: Recommender;
  let erasures: ErasureService;

  const update = () =>
    desk
      .updater({
        dependants: (store, ids) => segments.dependants(store, ids),
        onDependants: async (store, ids) => {
          await segments.judgeServed(store, ids);
        },
        onProfiles: async (store, one, profiles) => {
          await segments.evaluateUsers(store, one, profiles);
        },
      })
      .drain();

  before(async () => {
    model = await trainShop();
  });

  beforeEach(async () => {
    desk = await openDesk(model, 8);
    const { store, models } = desk;
    segments = new SegmentService({ store, models, clock: desk.now });
    recommender = new Recommender(store, models);
    erasures = new ErasureService({
      ...{ store, modalities, audiences: [], clock: desk.now },
      forget: () => {
        models.reload();
        recommender.forget();
      },
    });
    const rows = shopHistories().slice(0, 8);
    await store.events.append(
      rows.flatMap(({ userId: id, events }) => events.map((one) => stored(id, one))),
    );
    await update();
    await segments.create({ id: 'with-friends', name: 'w', description: '', rule: FRIENDS });
  });

  test('a dry run tells what the real run takes and changes nothing; asked again, the receipt stays', async () => {
    const { store } = desk;
    const profiles = await store.profiles.byIds([gone]);
    const dry = await erasures.erase({ userId: gone }, { dryRun: true });
    assert.equal(dry!.dryRun, true);
    assert.deepEqual(await store.profiles.byIds([gone]), profiles);
    assert.equal(await store.erasures.any(), false);
    const real = await erasures.erase({ externalId: externalId(0) });
    assert.deepEqual({ ...real, id: dry!.id, dryRun: true }, dry);
    const again = await erasures.erase({ userId: gone });
    assert.deepEqual(again, { ...real, again: true });
    assert.deepEqual(await erasures.find({ externalId: externalId(0) }), again);
    assert.equal(await erasures.erase({ userId: 'u_nobody' }), null);
  });

  test('the receipt names no id of the person, and the model by its version', async () => {
    const receipt = await erasures.erase({ userId: gone });
    const text = JSON.stringify(receipt);
    assert.ok(!text.includes(gone) && !text.includes(externalId(0).value));
    const [remains] = receipt!.remains;
    assert.deepEqual(
      [remains!.what, remains!.id, remains!.version],
      ['MODEL_WEIGHTS', model.id, 1],
    );
    assert.ok(
      receipt!.places.some(({ place, count }) => place.startsWith('models') && count === 1),
    );
  });

  test('models lose the rows of the user, and serve the others as they did', async () => {
    const { store, models } = desk;
    const others = model.reader.userIds.filter((id) => id !== gone);
    const { fusion } = await models.byId(model.id);
    const stranger = { userId: 'u_new', events: shopHistories()[20]!.events, traits: {} };
    const [before] = await fusion.encode([stranger], { asOf: END });
    await erasures.erase({ userId: gone });
    const reader = readerLoader(modalities)(await store.models.parts(model.id));
    assert.deepEqual(
      reader.userIds.filter((id) => id !== ''),
      others,
    );
    // Against the reader that forgot nobody: each part of a user is smaller, the items' are the same.
    const parts = reader.toParts();
    const sizes = [...model.reader.toParts()].map(([name, bytes]) => {
      return [name, parts.get(name)!.byteLength - bytes.byteLength] as const;
    });
    const smaller = sizes.filter(([, change]) => change < 0).map(([name]) => name);
    for (const modality of ['browsing', 'transactions', 'location', 'social']) {
      assert.ok(smaller.includes(`reader/modality/${modality}/matrix.values`), modality);
    }
    assert.ok(smaller.includes('reader/modality/social/graph.values'));
    const items = ['reader/items', 'reader/modality/browsing/factors/items'];
    for (const name of items) assert.deepEqual(parts.get(name), model.toParts().get(name));
    const [after] = await (await models.byId(model.id)).fusion.encode([stranger], { asOf: END });
    assert.equal(after.vector.length, before.vector.length);
    assert.ok(after.vector.every(Number.isFinite));
  });

  test('the neighbours are made anew without the user, and rules about friends follow', async () => {
    const { store } = desk;
    const friend = userId(3);
    assert.equal((await store.memberships.get(friend, 'with-friends'))?.verdict, 'TRUE');
    const tied = (await historiesOf(store, [friend]))[0]!.events;
    assert.ok(tied.some(({ otherUserId }) => otherUserId === gone));
    const earlier = (await store.profiles.byIds([friend])).get(friend)!;
    await erasures.erase({ userId: gone });
    await update();
    const now = (await store.profiles.byIds([friend])).get(friend)!;
    assert.ok(now.version > earlier.version && now.throughSequence > earlier.throughSequence);
    const [history] = await historiesOf(store, [friend]);
    assert.ok(history!.events.every(({ otherUserId }) => otherUserId !== gone));
    const proof = JSON.stringify((await store.memberships.get(friend, 'with-friends'))?.proof);
    assert.ok(!proof.includes(gone));
    assert.ok(!(await store.profiles.similar(friend, 10)).some((one) => one.userId === gone));
  });

  test('what was computed of the user while the erasure ran is not written', async () => {
    const { store } = desk;
    await store.events.append([stored(gone, event('last', { itemId: 'item1' }))]);
    const updater = desk.updater({
      // Runs after the user was read and before anything is written.
      dependants: async () => {
        await erasures.erase({ userId: gone });
        return [];
      },
    });
    await updater.step();
    assert.equal((await store.profiles.byIds([gone])).size, 0);
    assert.deepEqual([...(await store.users.exists([gone]))], []);
  });

  test('a model that was trained with the user before is saved without', async () => {
    const { store, models } = await openDesk(null, 8);
    const own = { modalities, audiences: [], clock: desk.now, forget: () => models.reload() };
    await new ErasureService({ store, ...own }).erase({ userId: gone });
    const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: desk.now() };
    const { fusion } = await models.save(model, lineage);
    assert.ok(!fusion.reader.userIds.includes(gone));
    assert.equal(fusion.reader.userIds.length, model.reader.userIds.length);
  });

  test('an erasure that breaks off leaves everything, and goes through when asked again', async () => {
    const { store } = desk;
    const before = await store.profiles.byIds([gone]);
    const broken = new ErasureService({
      ...{ store, modalities, audiences: [], forget: () => undefined },
      // Asked for when everything is taken away and the receipt is to be written.
      clock: () => {
        throw new Error('The power is gone.');
      },
    });
    await assert.rejects(broken.erase({ userId: gone }), /power/);
    assert.deepEqual(await store.profiles.byIds([gone]), before);
    assert.equal((await erasures.erase({ userId: gone }))?.again, false);
  });

  test('nothing is left to settle a day later where no audience waits', async () => {
    await erasures.erase({ userId: gone });
    assert.equal(await erasures.settle(), 0);
    desk.wait(86_400_001);
    assert.equal(await erasures.settle(), 1);
    assert.equal(await erasures.settle(), 0);
    const { feed } = desk.store.memberships;
    const rows = await feed.read(await feed.start(), 1000);
    assert.ok(!rows.some(({ userId: id }) => id === gone));
  });
});
