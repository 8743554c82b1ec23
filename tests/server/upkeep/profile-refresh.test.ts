import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, subscribe } from 'graphql';
import { qualityDeclaration } from '../../../ingest/index.ts';
import { summaryOf } from '../../../profiles/index.ts';
import { boundContext, buildSchema, LiveFeeds } from '../../../resolvers/index.ts';
import { Application } from '../../../server/index.ts';
import { ProfileRefresh } from '../../../server/upkeep/profile-refresh.ts';
import {
  DAY,
  END,
  event,
  externalId,
  SESSIONS,
  shopHistories,
  shopItems,
  stored,
  trainShop,
  USERS,
} from '../../profiles/fixture.ts';

const HOUR = 3_600_000;
const SILENT_MS = 200 * DAY;

test('time alone takes somebody into a segment of what is foretold, and who follows it hears of it once', async () => {
  let now = END;
  const application = await Application.open({
    configuration: {
      ...{ baseFolder: '.', store: {}, modalities: [], sources: [], heads: [], audiences: [] },
      ...{ segments: [], training: {}, sessions: SESSIONS },
      updates: { mostWaiting: 20_000, refreshAfter: '1d' },
      ...{ history: {}, models: { keepDays: 7 }, quality: qualityDeclaration.parse({}) },
      server: { host: '127.0.0.1', port: 0 },
    },
    ...{ folder: null, clock: () => now, log: (message) => assert.fail(message) },
  });
  const { models, life, segments, services } = application;
  const { store } = services;
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
  await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  const events = shopHistories().flatMap((history) =>
    history.events.map((one) => stored(history.userId, one)),
  );
  await store.events.append(events);
  const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
  const [former, fusion] = [await trainShop(2), await trainShop()];
  await models.save(former, lineage);
  await models.save(fusion, lineage);
  await models.promote(former.id, END);
  await application.update();
  // The one before is kept current beside it, as a shadow would be.
  await life.finishAndPromote(2);

  const histories = shopHistories();
  const lapses = (profiles: Awaited<ReturnType<typeof fusion.encode>>) =>
    profiles.map(({ readOuts }) => readOuts.find(({ name }) => name === 'lapse')!.value);
  const aged = lapses(await fusion.encode(histories, { asOf: END + SILENT_MS }));
  const moved = lapses(await fusion.encode(histories, { asOf: END })).map((value, at) =>
    Math.abs(value - aged[at]!),
  );
  const most = moved.indexOf(Math.max(...moved));
  const user = histories[most]!.userId;
  const row = async (bound = store) => (await bound.profiles.byIds([user])).get(user)!;
  const lapseOf = (summary: Pick<Awaited<ReturnType<typeof row>>, 'summary'>) =>
    summaryOf(summary).readOuts.find(({ name }) => name === 'lapse')!.value;
  const before = lapseOf(await row());
  const after = aged[most]!;
  assert.ok(Math.abs(after - before) > 0.05);
  const between = (before + after) / 2;
  const limit = after > before ? { atLeast: between } : { atMost: between };
  await segments.create({
    ...{ id: 'far-on', name: 'Far on', description: '' },
    rule: { predicted: { name: 'lapse', ...limit } },
  });
  assert.equal((await store.memberships.get(user, 'far-on'))?.member, false);

  const feeds = new LiveFeeds(store, (error) => assert.fail(String(error)), { pollMs: 20 });
  const follow = async (text: string) => {
    const document = parse(`subscription ($users: [ID!]) { ${text} }`);
    const contextValue = await boundContext(services, feeds);
    const variableValues = { users: [user] };
    const found = await subscribe({
      schema: buildSchema(),
      document,
      contextValue,
      variableValues,
    });
    const seen: unknown[] = [];
    const done = (async () => {
      for await (const { data } of found as AsyncIterable<{ data: unknown }>) {
        seen.push(JSON.parse(JSON.stringify(data)));
      }
    })();
    done.catch(() => undefined);
    return { seen, done };
  };
  const memberships = await follow(
    'segmentMembershipChanged(userIds: $users, segmentIds: ["far-on"]) { change user { id } }',
  );
  const profiles = await follow('profileChanged(userIds: $users) { computedAt }');

  now += SILENT_MS;
  application.follow();
  const bound = store.ofModel(former.id);
  const until = async (isDone: () => boolean | Promise<boolean>) => {
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const { refresh } = services;
  assert.ok(refresh instanceof ProfileRefresh);
  // Everybody, with both models.
  await until(() => refresh.gauges.portrait_profiles_refreshed === 2 * USERS);
  await until(() => memberships.seen.length > 0 && profiles.seen.length > 0);
  for (const one of [await row(), await row(bound)]) assert.equal(one.asOf, now);
  const member = await store.memberships.get(user, 'far-on');
  assert.equal(member?.member, true);
  const told = await services.explanations.explain(user, 'far-on');
  assert.equal(told.verdict, 'TRUE');

  // Nothing more comes of it this day: a second look finds nobody, and nobody is told a second time.
  now += HOUR;
  await application.segments.refreshDue();
  await refresh.look();
  assert.equal(refresh.gauges.portrait_profiles_refreshed, 2 * USERS);
  // What happens next is told next, so whatever had been told meanwhile would stand before it.
  await segments.archive('far-on');
  await store.events.append([stored(user, event('next', { itemId: 'item3', at: now }))]);
  await until(() => memberships.seen.length > 1 && profiles.seen.length > 1);
  feeds.close();
  for (const { done } of [memberships, profiles]) await assert.rejects(done, /server stops/);
  assert.deepEqual(memberships.seen, [
    { segmentMembershipChanged: { change: 'ENTERED', user: { id: user } } },
    { segmentMembershipChanged: { change: 'LEFT', user: { id: user } } },
  ]);
  assert.deepEqual(profiles.seen, [
    { profileChanged: { computedAt: new Date(END + SILENT_MS).toISOString() } },
    { profileChanged: { computedAt: new Date(now).toISOString() } },
  ]);
  await application.close();
});

test('it ends where it is told to, and counts what it did', async () => {
  const closing = new AbortController();
  let left = 5;
  const refresh = new ProfileRefresh({
    updater: { refresh: async () => null, refreshedThrough: 2_000 },
    side: {
      async refresh() {
        left -= 1;
        if (left === 2) closing.abort();
        return 8;
      },
    },
    signal: closing.signal,
  });
  await refresh.look();
  assert.equal(left, 2);
  assert.deepEqual(refresh.gauges, {
    portrait_profiles_refreshed: 24,
    portrait_profiles_refresh_pass_timestamp_seconds: 2,
  });
});
