import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { graphql } from 'graphql';
import type { PortraitConfiguration, SegmentDeclaration } from '../../config/index.ts';
import { qualityDeclaration } from '../../ingest/index.ts';
import { historiesOf, instantOf, UPDATER } from '../../profiles/index.ts';
import { boundContext, buildSchema, LiveFeeds } from '../../resolvers/index.ts';
import { Application, NothingToLearnError } from '../../server/index.ts';
import {
  DAY,
  distance,
  END,
  externalId,
  SESSIONS,
  shopHistories,
  shopItems,
  stored,
  USERS,
  userId,
  vectorsOf,
} from '../profiles/fixture.ts';

const purchase = { modality: 'transactions', type: 'purchase' };
const buysNow = { count: { ...purchase, within: '1d', atLeast: 1 } };
const segments: SegmentDeclaration[] = [
  { id: 'buyers', name: 'Buyers', description: '', rule: buysNow },
  {
    ...{ id: 'friends-of-buyers', name: 'Friends of buyers', description: '' },
    rule: { friends: { atLeast: 1, who: buysNow } },
  },
];

describe('the application', () => {
  let folder: string;
  let application: Application;
  let now = END + DAY;
  const logged: string[] = [];
  const open = (declared = segments) =>
    Application.open({
      configuration: configurationOf(folder, declared),
      folder: join(folder, 'store'),
      clock: () => now,
      log: (message) => logged.push(message),
    });
  const train = (signal = new AbortController().signal, onProgress = () => {}) =>
    application.train({ signal, onProgress });
  const store = () => application.services.store;
  const member = async (user: number, segmentId: string) =>
    (await store().memberships.get(userId(user), segmentId))?.member;
  const buy = (user: number, serial: string, at = now) =>
    application.services.ingest.accept([
      {
        ...purchase,
        externalIds: [externalId(user)],
        at: new Date(at).toISOString(),
        itemId: 'item4',
        value: 9,
        messageId: serial,
      },
    ]);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portrait-application-'));
    application = await open();
  });
  after(async () => {
    await application.close();
    await rm(folder, { recursive: true });
  });

  test('an empty shop can be updated, and has nothing to train on', async () => {
    assert.equal(await application.update(), 0);
    await assert.rejects(train(), NothingToLearnError);
    assert.deepEqual(await application.models.list(), []);
    await assert.rejects(application.formSegments(), /portrait train/);
    assert.equal(await application.ready(), true);
  });

  test('training serves everybody at once, and judges them', async () => {
    const version = { sourceId: 'test', version: '1', contentHash: '0' };
    await store().items.upsert(shopItems().map((item) => ({ ...item, ...version })));
    await store().users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
    await store().events.append(
      shopHistories().flatMap((history) =>
        history.events.map((one) => stored(history.userId, one)),
      ),
    );
    const report = await train();
    assert.deepEqual([report.users, report.isNew], [USERS, true]);
    assert.equal((await application.models.active())?.id, report.modelId);
    // The same data and settings train the same model.
    const again = await application.train({
      ...{ signal: new AbortController().signal, onProgress: () => {} },
      candidate: true,
    });
    assert.deepEqual([again.modelId, again.isNew, again.state], [report.modelId, false, 'SERVING']);
    assert.equal((await vectorsOf(store())).size, USERS);
    assert.equal(await store().changes.lag(UPDATER), 0);
    assert.equal(await application.update(), 0);
    assert.equal((await store().memberships.ofUsers([userId(0)])).get(userId(0))?.length, 2);
  });

  test("a purchase brings the buyer and the buyer's friends in, and time takes them out", async () => {
    assert.deepEqual(
      [await member(0, 'buyers'), await member(3, 'friends-of-buyers')],
      [false, false],
    );
    await buy(0, 'first');
    const before = await store().profiles.history(userId(3));
    assert.equal(await application.update(), 1);
    assert.deepEqual(
      [await member(0, 'buyers'), await member(3, 'friends-of-buyers')],
      [true, true],
    );
    assert.equal(await member(1, 'friends-of-buyers'), false);
    assert.deepEqual(await store().profiles.history(userId(3)), before);
    now += DAY + 1;
    assert.equal(await application.update(), 0);
    assert.deepEqual(
      [await member(0, 'buyers'), await member(3, 'friends-of-buyers')],
      [false, false],
    );
  });

  test('followed, a write can be waited for by its token', async () => {
    let written = 0;
    const unsubscribe = store().onHistory(() => {
      written += 1;
    });
    application.follow();
    const { token, accepted } = await buy(7, 'followed');
    assert.equal(accepted, 1);
    for (let tries = 0; !(await store().changes.reached(token, UPDATER)); tries += 1) {
      assert.ok(tries < 200, 'the updater should have come by');
      await pause(25);
    }
    assert.equal(await member(7, 'buyers'), true);
    assert.ok(written >= 1);
    unsubscribe();
    const again = await buy(7, 'followed');
    assert.deepEqual([again.accepted, again.duplicates], [0, 1]);
  });

  test('learned segments are formed anew for a new model, with the rules that refer to them', async () => {
    const { segments: learned } = await application.formSegments();
    assert.ok(learned.length >= 2);
    await application.segments.create({
      ...{ id: 'either', name: 'Either', description: '' },
      rule: { any: [{ segment: { id: 'learned-1' } }, { segment: { id: 'learned-2' } }] },
    });
    const first = await application.models.active();
    await buy(2, 'before-training');
    const report = await train();
    assert.notEqual(report.modelId, first?.id);
    const active = (await store().segments.all()).filter(({ kind }) => kind === 'LEARNED');
    assert.ok(active.length >= 2);
    assert.ok(active.every(({ modelId }) => modelId === report.modelId));
    const counts = await store().memberships.count(active.map(({ id }) => id));
    assert.equal(
      [...counts.values()].reduce((sum, size) => sum + size, 0),
      USERS,
    );
    for (const [user, rows] of await store().memberships.ofUsers(
      Array.from({ length: USERS }, (_, index) => userId(index)),
    )) {
      const of = (id: string) => rows.find(({ segmentId }) => segmentId === id)?.member;
      assert.equal(of('either'), of('learned-1') || of('learned-2'), `rule and groups of ${user}`);
    }
  });

  test('a training that is stopped leaves the model, the profiles and the segments as they were', async () => {
    const before = await application.models.active();
    const end = await store().profiles.feed.end();
    const controller = new AbortController();
    const stop = () => controller.abort(new Error('stopped by hand'));
    await assert.rejects(train(controller.signal, stop), /stopped by hand/);
    assert.equal((await application.models.active())?.id, before?.id);
    assert.equal((await application.models.list()).length, 2);
    assert.deepEqual(await store().profiles.feed.end(), end);
  });

  test('opened again it goes on with the stored model, and declares what changed', async () => {
    const model = await application.models.active();
    const vectors = await vectorsOf(store());
    await buy(5, 'just-before-the-end');
    await application.close();
    const [buyers, friends] = segments;
    assert.ok(buyers !== undefined && friends !== undefined);
    const rule = { count: { ...purchase, within: '400d', atLeast: 1 } };
    application = await open([{ ...buyers, rule }, friends]);
    assert.equal((await application.models.active())?.id, model?.id);
    const everBought = shopHistories().filter(({ events }) =>
      events.some(({ modality }) => modality === 'transactions'),
    );
    const count = (await store().memberships.count(['buyers'])).get('buyers') ?? 0;
    assert.ok(count >= everBought.length);
    assert.equal((await store().segments.byIds(['buyers'])).get('buyers')?.version, 2);
    await application.update();
    assert.equal(await application.update(), 0);
    const later = await vectorsOf(store());
    const reloaded = await application.models.active();
    assert.ok(reloaded !== null);
    const rows = await store().profiles.byIds([...vectors.keys()]);
    for (const [user, vector] of vectors) {
      if (user !== userId(5)) assert.deepEqual(later.get(user), vector);
      const [history] = await historiesOf(store(), [user]);
      assert.ok(history !== undefined);
      const { asOf, computedAt } = rows.get(user)!;
      assert.equal(asOf, instantOf(history, reloaded, computedAt));
      const [encoded] = await reloaded.fusion.encode([history], { asOf });
      assert.ok(distance(encoded?.vector, later.get(user)) <= 1e-6);
    }
    assert.ok(distance(later.get(userId(5)), vectors.get(userId(5))) > 1e-6);
  });

  test('a wrong rule in the configuration is refused, and the store is let go of', async () => {
    await application.close();
    const wrong = { id: 'wrong', name: 'Wrong', description: '', rule: { cuont: {} } };
    await assert.rejects(open([wrong]), /count/);
    application = await open();
    assert.equal((await vectorsOf(store())).size, USERS);
    assert.deepEqual(logged, []);
  });

  test('what a removed source gave leaves profiles and segments', async () => {
    await buy(5, 'to be removed');
    await application.update();
    assert.equal(await member(5, 'buyers'), true);
    const [before] = (await store().profiles.byIds([userId(5)])).values();
    const { sources } = application.services;
    const dry = await sources.remove('api', { data: true, dryRun: true });
    assert.deepEqual(await sources.remove('api', { data: true, dryRun: false }), dry);
    assert.ok(dry.counts.profiles > 0);
    assert.equal(await application.update(), dry.counts.profiles);
    assert.equal(await member(5, 'buyers'), false);
    const [after] = (await store().profiles.byIds([userId(5)])).values();
    assert.equal(after?.version, before!.version + 1);
    const friends = await store().memberships.ofUsers([userId(8)]);
    assert.ok(
      friends.get(userId(8))!.every(({ segmentId, member }) => {
        return segmentId !== 'friends-of-buyers' || !member;
      }),
    );
  });

  test('what is to be learned may be declared before there is a model, and rules may refer to it', async () => {
    const likely: SegmentDeclaration = {
      ...{ id: 'likely', name: 'Likely', description: '', threshold: { size: 5 } },
      predicts: { buys: { within: '14d' } },
    };
    const rule = 'similarity to segment likely >= 0.5';
    const surest: SegmentDeclaration = { id: 'surest', name: 'Surest', description: '', rule };
    const openEmpty = (...declared: SegmentDeclaration[]) =>
      Application.open({
        ...{ configuration: configurationOf(folder, declared), folder: null },
        ...{ clock: () => now, log: (message: string) => logged.push(message) },
      });
    const empty = await openEmpty(likely, surest);
    assert.deepEqual(await empty.renewSegments(), { changed: [], leftOut: [] });
    await empty.close();
    const wrong = openEmpty({ ...likely, predicts: { bys: { within: '14d' } } });
    await assert.rejects(wrong, /segments likely: predicts.*Did you mean "buys"/);
  });

  test('GraphQL tells what a user is about right now, and nothing once that is over', async () => {
    const at = new Date(now).toISOString();
    await application.services.ingest.accept([
      {
        ...{ modality: 'browsing', type: 'view', externalIds: [externalId(6)], at },
        ...{ itemId: 'item4', messageId: 'looked just now' },
      },
    ]);
    await application.update();
    const feeds = new LiveFeeds(store(), () => undefined);
    const ask = async () => {
      const source = `{ user(id: "${userId(6)}") { profile { session {
        asOf startedAt lastEventAt eventIds complete withinMinutes robotLikeness isRobot purchaseProbability
        interests { category weight usualWeight } items { itemId weight }
      } } } }`;
      const contextValue = await boundContext(application.services, feeds);
      const { data, errors } = await graphql({ schema: buildSchema(), source, contextValue });
      assert.equal(errors, undefined);
      const told = JSON.parse(JSON.stringify(data)) as {
        user: { profile: { session: Record<string, unknown> | null } };
      };
      return told.user.profile.session;
    };
    const session = await ask();
    assert.deepEqual(session?.items, [{ itemId: 'item4', weight: 1 }]);
    assert.equal(session?.asOf, at);
    assert.equal(session?.isRobot, false);
    now += DAY;
    assert.equal(await ask(), null);
    feeds.close();
  });

  test('nobody declared as a source cannot be synchronised: it is told which there are', async () => {
    await assert.rejects(application.sync('nothing', {}), /declares no sources/);
  });
});

function configurationOf(
  baseFolder: string,
  declared: SegmentDeclaration[],
): PortraitConfiguration {
  return {
    baseFolder,
    store: {},
    modalities: [],
    sources: [],
    segments: declared,
    heads: [],
    audiences: [],
    history: {},
    updates: { mostWaiting: 20_000, refreshAfter: '1d' },
    sessions: SESSIONS,
    models: { keepDays: 7 },
    quality: qualityDeclaration.parse({}),
    training: {
      prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
      fit: { epochs: 1, batchSize: 40 },
    },
    server: { host: '127.0.0.1', port: 0 },
  };
}
