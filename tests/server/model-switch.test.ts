import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type GraphQLSchema, graphql } from 'graphql';
import { qualityDeclaration } from '../../ingest/index.ts';
import { boundContext, buildSchema, LiveFeeds } from '../../resolvers/index.ts';
import { Application } from '../../server/index.ts';
import {
  DAY,
  END,
  event,
  externalId,
  SESSIONS,
  shopHistories,
  shopItems,
  stored,
  userId,
} from '../profiles/fixture.ts';

const USERS = 40;
/** Everything of a user that a model has a part in; `since` is of those who left and came back. */
const QUERY = `query ($id: ID!, $segment: ID!) {
  user(id: $id) {
    profile { version modelId vector computedAt readOuts { name value } interests { category score } }
    recommendations(first: 5) { itemId score reasons { modality value } }
    similar(first: 4) { distance user { id profile { modelId version } segments { nodes { score segment { id } } } } }
    segments(includeNonMember: true) { nodes { member verdict score segmentVersion segment { id name version kind size } } }
  }
  segments { nodes { id name version size } }
  activeModel { version }
  explain(userId: $id, segmentId: $segment) {
    ... on Explanation { verdict sentence score modelId segmentVersion stale factors { feature value } }
  }
}`;

describe('a switch between two models', () => {
  let application: Application;
  let schema: GraphQLSchema;
  let feeds: LiveFeeds;
  let now = END + DAY;
  const store = () => application.services.store;
  const train = (candidate: boolean) =>
    application.train({
      ...{ candidate, signal: new AbortController().signal, onProgress: () => undefined },
    });
  const mutate = async (mutation: string) => {
    const source = `mutation { ${mutation} { ... on ModelChanged { model { version state } } ... on ModelRefused { message } } }`;
    const contextValue = await boundContext(application.services, feeds);
    const { data, errors } = await graphql({ schema, source, contextValue });
    assert.equal(errors, undefined);
    const plain = JSON.parse(JSON.stringify(data)) as Record<
      string,
      { model?: unknown; message?: string }
    >;
    return Object.values(plain)[0]!;
  };
  const ask = async (user: number): Promise<string> => {
    const contextValue = await boundContext(application.services, feeds);
    const variableValues = { id: userId(user), segment: 'learned-1' };
    const { data, errors } = await graphql({ schema, source: QUERY, contextValue, variableValues });
    assert.equal(errors, undefined);
    return JSON.stringify(data);
  };
  const asked = [0, 7, 19];
  const askAll = () => Promise.all(asked.map(ask));

  before(async () => {
    application = await Application.open({
      configuration: {
        ...{ baseFolder: '.', store: {}, modalities: [], sources: [], heads: [], audiences: [] },
        segments: [
          {
            ...{ id: 'likely', name: 'Likely', description: '' },
            rule: { predicted: { name: 'lapse', atLeast: 0.5 } },
          },
        ],
        updates: { mostWaiting: 20_000, refreshAfter: '1d' },
        sessions: SESSIONS,
        ...{ history: {}, models: { keepDays: 7 }, quality: qualityDeclaration.parse({}) },
        training: {
          prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
          fit: { epochs: 1, batchSize: 40 },
        },
        server: { host: '127.0.0.1', port: 0 },
      },
      ...{ folder: null, clock: () => now, log: () => undefined },
    });
    schema = buildSchema();
    feeds = new LiveFeeds(store(), () => undefined);
    const version = { sourceId: 'test', version: '1', contentHash: '0' };
    await store().items.upsert(shopItems().map((item) => ({ ...item, ...version })));
    await store().users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
    const events = shopHistories(USERS).flatMap((history) =>
      history.events.map((one) => stored(history.userId, one)),
    );
    await store().events.append(events);
    await train(false);
    await application.formSegments();
    const more = Array.from({ length: USERS }, (_, user) =>
      stored(userId(user), event(`more ${user}`, { itemId: `item${(user * 7) % 30}`, at: now })),
    );
    await store().events.append(more);
    await application.update();
    now += 1;
    await train(true);
  });
  after(async () => {
    feeds.close();
    await application.close();
  });

  test('a reader sees all of one model or all of the other, however often they change places', async () => {
    const first = await askAll();
    assert.match(first[0]!, /"activeModel":\{"version":1\}/);
    const refused = await mutate('promoteModel(version: 2)');
    assert.match(refused.message ?? '', /has no profiles.*portrait model shadow 2/);
    await mutate('shadowModel(version: 2)');
    application.follow();
    const ready = async () => (await application.life.byVersion(2)).readyAt !== null;
    while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(await askAll(), first, 'a shadow is not seen');

    now += 1;
    assert.deepEqual((await mutate('promoteModel(version: 2)')).model, {
      ...{ version: 2, state: 'SERVING' },
    });
    const second = await askAll();
    for (const [index, answer] of second.entries()) assert.notEqual(answer, first[index]);
    assert.match(second[0]!, /"activeModel":\{"version":2\}/);

    const seen = asked.map((_, index) => new Set([first[index]!, second[index]!]));
    const switching = { done: false };
    const readers = asked.map(async (user, index) => {
      do {
        const answer = await ask(user);
        if (!seen[index]!.has(answer)) return answer;
      } while (!switching.done);
      return null;
    });
    for (let turn = 0; turn < 6; turn += 1) {
      now += 1;
      assert.ok((await mutate('rollbackModel')).model);
    }
    switching.done = true;
    for (const [index, mixture] of (await Promise.all(readers)).entries()) {
      if (mixture !== null) assert.equal(mixture, first[index], 'a mixture of two models');
    }
    assert.deepEqual(await askAll(), second, 'back and forth, byte for byte');
    now += 1;
    await mutate('rollbackModel');
    assert.deepEqual(await askAll(), first, 'rolled back, byte for byte');
  });

  test('who entered and left by it is told, and an explanation of then names the model of then', async () => {
    const { feed } = store().memberships;
    const changes = await feed.read(await feed.placeOf(0), 10_000);
    const inside = new Map<string, string>();
    for (const { userId: user, segmentId, change } of changes) {
      assert.notEqual(inside.get(`${user} ${segmentId}`), change, 'nobody enters or leaves twice');
      inside.set(`${user} ${segmentId}`, change);
    }
    const rows = await store().memberships.ofUsers(asked.map(userId));
    for (const row of [...rows.values()].flat()) {
      const told = inside.get(`${row.userId} ${row.segmentId}`) === 'entered';
      assert.equal(row.member, told);
    }
    const { explanations, store: unbound } = application.services;
    const versions = await unbound.profiles.history(userId(0));
    const models = new Set<string | null>();
    for (const { computedAt, modelId } of versions) {
      const then = await explanations.explainReadOut(userId(0), 'lapse', { asOf: computedAt });
      if (versions.findLast((one) => one.computedAt === computedAt)?.modelId === modelId) {
        assert.equal(then.modelId, modelId);
      }
      models.add(then.modelId);
    }
    assert.equal(models.size, 2);
  });
});
