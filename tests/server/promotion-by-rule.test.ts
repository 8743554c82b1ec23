import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualityDeclaration } from '../../ingest/index.ts';
import { type StoredComparison, withUser } from '../../profiles/paired-figures.ts';
import { Application } from '../../server/index.ts';
import type { Json } from '../../store/index.ts';
import {
  END,
  externalId,
  SESSIONS,
  shopHistories,
  stored,
  trainShop,
} from '../profiles/fixture.ts';

const USERS = 10;
const COMPARED = 600;

test('a promotion by rule is logged once, with the figures that it was made by', async () => {
  const [first, second] = [await trainShop(), await trainShop(2)];
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
      ...{ history: {}, quality: qualityDeclaration.parse({}) },
      models: { keepDays: 7, promote: { figure: 'ndcg', users: COMPARED } },
      server: { host: '127.0.0.1', port: 0 },
    },
    ...{ folder: null, clock: () => END },
    log: (message, facts) => logged.push([message, facts]),
  });
  const { models, life, services } = application;
  const { store } = services;
  await store.users.resolve(Array.from({ length: USERS }, (_, user) => [externalId(user)]));
  const events = shopHistories(USERS).flatMap(({ userId, events: own }) =>
    own.map((one) => stored(userId, one)),
  );
  await store.events.append(events);
  const lineage = { parentId: null, watermark: 0, trainedThrough: END, createdAt: END };
  await models.save(first, lineage);
  await models.save(second, lineage);
  await models.promote(first.id, END);
  await application.update();
  // A former model is ready to serve as a shadow is whose profiles have just been made.
  await life.finishAndPromote(2);
  await life.shadow(1);
  const compare = (gain: number) =>
    store.comparisons.change(first.id, second.id, () => {
      let state: StoredComparison | null = null;
      for (let user = 0; user < COMPARED; user += 1) {
        const serving = { ndcg: 0.25, logLikelihood: -3 };
        state = withUser(state, { ...serving, ndcg: serving.ndcg + gain }, serving);
      }
      return state as unknown as Json;
    });
  await compare(-0.25);
  assert.equal(await application.promoteByRule(), null);
  assert.equal(logged.length, 0);
  await compare(0.5);
  assert.equal(await application.promoteByRule(), 1);
  assert.equal(await application.promoteByRule(), null, 'it serves already');
  assert.equal((await store.models.serving())!.id, first.id);
  const [[message, facts], ...others] = logged as [[string, unknown], ...unknown[]];
  assert.deepEqual([message, others], ['a model was promoted by rule', []]);
  const { low, candidate, serving, ...rest } = facts as Record<string, number>;
  assert.deepEqual(rest, { version: 1, figure: 'ndcg', users: COMPARED });
  assert.ok(Math.abs(candidate! - 0.75) < 1e-9 && Math.abs(serving! - 0.25) < 1e-9);
  assert.ok(low! > 0 && low! < 0.5, `${low} bounds the gain from below`);
  await application.close();
});
