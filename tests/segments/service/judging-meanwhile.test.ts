import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { trainingPreparation, trainModel } from '../../../fusion/index.ts';
import {
  ModelLife,
  SideModels,
  summaryOf,
  Updater,
  type UpdaterHooks,
} from '../../../profiles/index.ts';
import type { SegmentService } from '../../../segments/index.ts';
import type { Store } from '../../../store/index.ts';
import { END, smallHistories, smallItems } from '../../fusion/training/small-shop.ts';
import { rawQuery, serverAbsent } from '../../support/store.ts';
import { openShop, type Shop, USERS } from './shop.ts';

const skip = serverAbsent();
const onServer = skip === undefined ? {} : { skip };
describe('verdicts while something else happens', () => {
  let shop: Shop;
  let life: ModelLife;
  /** A model that does not serve and judges some otherwise, and what is seen of it. */
  let otherId: string;
  let other: Store;
  let rule: string;

  before(async () => {
    shop = await openShop();
    const { store, models, modalities, segments, userIds, now: clock } = shop;
    const users = smallHistories(USERS).map((one, user) => ({ ...one, userId: userIds[user]! }));
    const unlike = await trainModel(
      { users, items: smallItems() },
      trainingPreparation(modalities),
      { prepare: { factors: 4 }, fit: { epochs: 2, batchSize: 30 } },
    );
    otherId = unlike.id;
    other = store.ofModel(otherId);
    const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END + 1 };
    await models.save(unlike, lineage);
    const side = new SideModels({
      ...{ store, models, clock, share: null },
      hooks: ({ id }) => judging(segments.ofModel(id)),
      prepare: async () => undefined,
      onError: (error) => assert.fail(String(error)),
    });
    life = new ModelLife({ store, side, clock, keepDays: 7 });
    const spend = [...(await store.profiles.byIds(userIds)).values()].map(
      (row) => summaryOf(row).readOuts.find(({ name }) => name === 'spend')!.value,
    );
    rule = `predicted spend >= ${spend.sort((a, b) => a - b)[USERS / 2]}`;
    await segments.create(named('first'));
    await life.finishAndPromote(2);
    await life.rollback();
  });
  after(() => shop.store.close());

  const named = (id: string) => ({ id, name: id, description: '', rule });
  const verdicts = async (segmentId: string, store: Store = shop.store) => {
    const found = await store.memberships.ofUsers(shop.userIds);
    return shop.userIds.map(
      (userId) => found.get(userId)!.find((row) => row.segmentId === segmentId)?.verdict,
    );
  };
  /** Waits for some work to end, or to wait for so many locks. */
  const endOrWait = async (isOver: () => boolean, locks: number): Promise<void> => {
    const waiting = `select 1 from pg_locks where not granted limit ${locks}`;
    while (!isOver() && (await rawQuery(shop.store, waiting)).length < locks) await sleep(5);
  };

  test('are of one model where another begins to serve', onServer, async () => {
    const { store, segments, userIds, now } = shop;
    const [before, others] = [await verdicts('first'), await verdicts('first', other)];
    assert.notDeepEqual(before, others);
    let isSwitched = false;
    let isJudged = false;
    const held = Promise.withResolvers<void>();
    const judged = held.promise
      .then(() => segments.judgeEveryone(['first']))
      .finally(() => {
        isJudged = true;
      });
    const switched = held.promise
      .then(() => endOrWait(() => isJudged, 1))
      .then(() => store.models.promote(otherId, now()))
      .finally(() => {
        isSwitched = true;
      });
    await store.transaction(async (inside) => {
      // Whoever judges stops between reading the profiles and writing the verdicts.
      await inside.memberships.hold(userIds);
      held.resolve();
      await endOrWait(() => isSwitched, 2);
    });
    await Promise.all([judged, switched]);
    assert.deepEqual(await verdicts('first'), others);
    await life.rollback();
    assert.deepEqual(await verdicts('first'), before);
  });

  test('are there for everybody where another model begins to serve before all are judged', async () => {
    const { store, segments, now } = shop;
    const [before, others] = [await verdicts('first'), await verdicts('first', other)];
    await segments.create(named('second'));
    for (const view of [store, other]) await view.memberships.removeSegment('second');
    assert.deepEqual(new Set(await verdicts('second', other)), new Set([undefined]));
    let switched: Promise<void> | null = null;
    await segments.judgeEveryone(['second'], () => {
      switched ??= store.models.promote(otherId, now());
    });
    await switched;
    assert.deepEqual(await verdicts('second'), others);
    await life.rollback();
    assert.deepEqual(await verdicts('second'), before);
  });

  test(
    'speak of the first profile that was being written when their segment was made',
    onServer,
    async () => {
      const { store, models, segments, now } = shop;
      const [userId] = await store.users.resolve([[{ kind: 'customer', value: 'new' }]]);
      await shop.arrive(userId!, { itemId: 'item0' });
      // It has all the work as long as it is there.
      await shop.updater.stop();
      const written = Promise.withResolvers<void>();
      let isMade = false;
      const made = written.promise
        .then(() => segments.create(named('third')))
        .finally(() => {
          isMade = true;
        });
      const hooks = judging(segments);
      const updater = new Updater(
        store,
        models,
        {
          ...hooks,
          async onProfiles(inside, model, profiles) {
            await hooks.onProfiles!(inside, model, profiles);
            if (!profiles.some(({ row }) => row.userId === userId)) return;
            written.resolve();
            await endOrWait(() => isMade, 1);
          },
        },
        { clock: now },
      );
      while (!isMade) await updater.drain().then(() => sleep(5));
      await made;
      await updater.stop();
      const [first, third] = await Promise.all(
        ['first', 'third'].map((id) => store.memberships.get(userId!, id)),
      );
      assert.notEqual(first!.verdict, 'UNKNOWN');
      assert.equal(third!.verdict, first!.verdict);
    },
  );
});

function judging(segments: SegmentService): UpdaterHooks {
  return {
    onProfiles: async (inside, model, profiles) => {
      await segments.evaluateUsers(inside, model, profiles);
    },
  };
}
