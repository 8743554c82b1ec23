import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guardrail, policyToText } from '../../fusion/index.ts';
import { qualityDeclaration } from '../../ingest/index.ts';
import { Application, createServer } from '../../server/index.ts';
import type { Json } from '../../store/index.ts';
import { userIdOf } from '../../store/user-resolve.ts';
import { DAY, END, rashPolicy, SESSIONS, shopItems, trainShop } from '../profiles/fixture.ts';
import { TOKEN } from './serve.ts';

const VISITORS = 400;
const STATUS = '{ activeModel { adaptation { decides revision observations waiting gaveWay } } }';
const CHOICES =
  'query ($id: ID!) { user(id: $id) { profile { adaptationRevision adaptation { mode countsAs } } } }';

interface Status {
  readonly activeModel: {
    readonly adaptation: {
      readonly decides: string;
      readonly revision: number;
      readonly observations: number;
      readonly waiting: number;
      readonly gaveWay: number;
    };
  };
}

test('events that a rash policy foretells badly end its deciding, everywhere it is told, until it is tried again', async () => {
  const model = await trainShop(1, undefined, 'equal mixture');
  let now = END;
  const logged: [string, unknown][] = [];
  const application = await Application.open({
    configuration: {
      ...{ baseFolder: '.', store: {}, modalities: [], sources: [], heads: [], audiences: [] },
      ...{
        segments: [],
        training: {},
        sessions: SESSIONS,
        updates: { mostWaiting: 20_000, refreshAfter: '1d' },
      },
      ...{ history: {}, quality: qualityDeclaration.parse({}), models: { keepDays: 7 } },
      server: { host: '127.0.0.1', port: 0 },
    },
    ...{ folder: null, clock: () => now },
    log: (message, facts) => logged.push([message, facts]),
  });
  const { models, services } = application;
  const { store } = services;
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(shopItems().map((item) => ({ ...item, ...version })));
  const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
  await models.save(model, lineage);
  await models.promote(model.id, END);
  // As if people held out of training had spoken for it.
  const guardrail = Guardrail.start();
  for (let user = 0; user < 200; user += 1) guardrail.observe(0.1);
  assert.equal(guardrail.state, 'POLICY');
  await store.adaptation.change(model.id, () => ({
    state: guardrail.store() as unknown as Json,
    revision: {
      ...{ decides: 'POLICY', createdAt: END },
      policy: policyToText(rashPolicy(model.adaptation!.policy)),
    },
  }));

  const server = await createServer({ application, token: TOKEN });
  const headers = { authorization: `Bearer ${TOKEN}` };
  const ask = async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const payload = { query, variables };
    const answer = await server.app.inject({ method: 'POST', url: '/graphql', headers, payload });
    const { data, errors } = answer.json() as { data: Data; errors?: unknown };
    assert.equal(errors, undefined);
    return data;
  };
  const status = async () => (await ask<Status>(STATUS)).activeModel.adaptation;
  const gauge = async (name: string) => {
    const { body } = await server.app.inject({ url: '/metrics', headers });
    return Number(new RegExp(`^portrait_adaptation_${name} (\\S+)$`, 'm').exec(body)?.[1]);
  };
  let serial = 0;
  /** Everybody views so many items, one a minute; the profiles follow. */
  const visit = async (views: number, itemOf: (visitor: number, view: number) => number) => {
    const events = Array.from({ length: VISITORS * views }, (_, index) => {
      const [visitor, view] = [Math.floor(index / views), index % views];
      serial += 1;
      return {
        externalIds: [{ kind: 'customer', value: `visitor${visitor}` }],
        ...{ modality: 'browsing', type: 'view', messageId: `view ${serial}` },
        itemId: `item${itemOf(visitor, view) % 30}`,
        at: new Date(now + (view + 1) * 60_000).toISOString(),
      };
    });
    now += (views + 1) * 60_000;
    for (let from = 0; from < events.length; from += 1_000) {
      const { ingestEvents } = await ask<{ ingestEvents: { accepted: number } }>(
        `mutation ($events: [EventInput!]!) {
          ingestEvents(events: $events) { ... on EventsIngested { accepted } }
        }`,
        { events: events.slice(from, from + 1_000) },
      );
      assert.equal(ingestEvents.accepted, Math.min(1_000, events.length - from));
    }
    await application.update();
  };
  const choice = async () => {
    const id = userIdOf({ kind: 'customer', value: 'visitor1' });
    const { user } = await ask<{
      user: {
        profile: { adaptationRevision: number; adaptation: { mode: string; countsAs: number }[] };
      };
    }>(CHOICES, { id });
    const { adaptation, adaptationRevision } = user.profile;
    const [{ mode, countsAs }] = adaptation as [{ mode: string; countsAs: number }];
    return { mode, countsAs, revision: adaptationRevision };
  };
  // Whoever turns to something else every time is foretold badly by the last event alone.
  const restless = (visitor: number, view: number) => view * 7 + visitor * 3 + (view % 3);

  await visit(8, restless);
  const first = await choice();
  assert.deepEqual([first.mode, first.revision], ['POLICY', 1]);
  assert.ok(first.countsAs > 1.5, `the last event counted ${first.countsAs} times`);
  assert.deepEqual([(await status()).decides, await gauge('policy_decides')], ['POLICY', 1]);
  assert.equal(await gauge('watched_users'), VISITORS);
  assert.equal(logged.length, 0);

  await visit(6, restless);
  const [[message, facts]] = logged as unknown as [[string, { lowerBound: number }]];
  assert.deepEqual([message, logged.length], ['the adaptation policy gave way', 1]);
  assert.ok(facts.lowerBound < 0);
  const turned = await status();
  const { decides, gaveWay, revision } = turned;
  assert.deepEqual([decides, gaveWay, revision], ['EQUAL_MIXTURE', 1, 2]);
  assert.deepEqual([await gauge('policy_decides'), await gauge('gave_way')], [0, 1]);
  assert.equal((await choice()).mode, 'POLICY', 'a profile says what it was made with');

  await visit(1, restless);
  assert.deepEqual(await choice(), { mode: 'EQUAL_MIXTURE', countsAs: 1, revision: 2 });
  assert.deepEqual(await status(), turned, 'nobody speaks twice a day');

  now += DAY;
  await visit(6, restless);
  const again = await status();
  assert.deepEqual([again.decides, again.waiting, again.gaveWay], ['EQUAL_MIXTURE', 0, 1]);
  const { observations, waiting } = turned;
  assert.equal(again.observations, observations + VISITORS - waiting, 'in the shadow');
  assert.equal(logged.length, 1);

  await server.close();
  await application.close();
});
