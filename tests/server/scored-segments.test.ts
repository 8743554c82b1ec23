import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { defaultModalities } from '../../fusion/index.ts';
import { qualityDeclaration } from '../../ingest/index.ts';
import { learnScores, type ScoreOrder, scoredFromJson } from '../../segments/index.ts';
import { readShop } from '../../segments/scored/shop-knowledge.ts';
import { LearningEndedError, learnApart } from '../../server/apart/learn-apart.ts';
import { Application } from '../../server/index.ts';
import { smallHistories, smallItems } from '../fusion/training/small-shop.ts';
import { DAY, END, event, externalId, SESSIONS, stored, userId } from '../profiles/fixture.ts';

const USERS = 84;
const likely = {
  ...{ id: 'likely', name: 'Likely to buy', description: '' },
  predicts: { buys: { category: 'category1', within: '7d' } },
  threshold: { size: 20 },
};
const alike = {
  ...{ id: 'alike', name: 'Like these', description: '', threshold: { score: 0.5 } },
  like: { users: Array.from({ length: 21 }, (_, user) => userId(user * 3)) },
};
const SCORED = [likely.id, alike.id];

/** A shop whose customers do what is given, with a model that serves. */
async function openShop(
  eventsOf: (user: number) => ReturnType<typeof stored>[],
  clock: () => number,
): Promise<Application> {
  const application = await Application.open({
    configuration: {
      ...{ baseFolder: '.', store: {}, modalities: [], sources: [], heads: [], audiences: [] },
      ...{ segments: [], sessions: SESSIONS, updates: { mostWaiting: 20_000, refreshAfter: '1d' } },
      ...{ history: {}, models: { keepDays: 7 }, quality: qualityDeclaration.parse({}) },
      training: {
        prepare: { factors: 4, candidates: 10, randomCandidates: 5 },
        fit: { epochs: 1, batchSize: 40 },
      },
      server: { host: '127.0.0.1', port: 0 },
    },
    ...{ folder: null, clock, log: () => undefined },
  });
  const { store } = application.services;
  const version = { sourceId: 'test', version: '1', contentHash: '0' };
  await store.items.upsert(smallItems().map((item) => ({ ...item, ...version })));
  const users = Array.from({ length: USERS }, (_, user) => user);
  await store.users.resolve(users.map((user) => [externalId(user)]));
  await store.events.append(users.flatMap(eventsOf));
  return application;
}

const train = (application: Application, candidate: boolean) =>
  application.train({
    ...{ candidate, signal: new AbortController().signal, onProgress: () => undefined },
  });

describe('predictive and lookalike segments of a server', () => {
  let application: Application;
  let now = END;
  const store = () => application.services.store;
  const rowOf = async (id: string) => (await store().segments.byIds([id])).get(id)!;
  /** All that readers see of the two segments. */
  const served = async () => {
    const seen = [];
    for (const id of SCORED) {
      const { rows } = await store().memberships.members(id, { first: 100 });
      const members = rows.map(({ row }) => [row.userId, row.score, row.segmentVersion, row.proof]);
      const { version, modelId, definition } = await rowOf(id);
      const answers = [];
      for (const user of [0, 1, 2]) {
        const answer = await application.services.explanations.explain(userId(user), id);
        assert.equal(answer.freshness.stale, false);
        assert.equal(answer.modelId, modelId);
        assert.equal(answer.segmentVersion, version);
        answers.push([answer.verdict, answer.score, answer.sentence]);
      }
      seen.push({ version, modelId, definition, members, answers });
    }
    return JSON.stringify(seen);
  };

  before(async () => {
    const histories = smallHistories(USERS);
    application = await openShop(
      (user) =>
        histories[user].events.map((one) =>
          stored(userId(user), event(one.id, { ...one, id: event(one.id, {}).id })),
        ),
      () => now,
    );
    await train(application, false);
    const { leftOut } = await application.segments.renewScored([likely, alike]);
    assert.deepEqual(leftOut, []);
  });
  after(() => application.close());

  test('a process of its own learns what this one would learn', async () => {
    const model = (await application.models.active())!;
    const shop = await readShop(store(), model.id, now);
    const orders: ScoreOrder[] = [];
    for (const id of SCORED) {
      const { ask, seedIds, seedsGone } = scoredFromJson((await rowOf(id)).definition);
      orders.push({ ask, seedIds, seedsGone });
    }
    const { segmentIds, stage, problem } = application.segments.learnings.list().at(-1)!;
    assert.deepEqual([new Set(segmentIds), stage, problem], [new Set(SCORED), 'JUDGING', null]);
    const here = learnScores(orders, model, shop, defaultModalities());
    for (const [at, id] of SCORED.entries()) {
      const learned = here[at];
      assert.ok(learned.kind === 'learned');
      const { definition } = await rowOf(id);
      assert.deepEqual(JSON.parse(JSON.stringify(learned.definition)), definition);
      const { rows } = await store().memberships.members(id, { first: 100 });
      assert.deepEqual(new Set(learned.members), new Set(rows.map(({ row }) => row.userId)));
    }
  });

  test('what is refused there is told here, and changes nothing', async () => {
    const before = await served();
    const wrong = [
      { ...likely, id: 'unknown', predicts: { buys: { category: 'categroy1', within: '7d' } } },
      { ...likely, id: 'long', predicts: { buys: { within: '30d' } } },
      { ...alike, id: 'few', like: { users: alike.like.users.slice(0, 19) } },
    ];
    const { changed, leftOut } = await application.segments.renewScored([...wrong, likely, alike]);
    assert.deepEqual(changed, []);
    const [{ problem }] = application.segments.learnings.list();
    assert.match(problem!, /long: .*it takes 120 days of events/);
    const reasons = new Map(leftOut.map(({ id, reason }) => [id, reason]));
    assert.match(reasons.get('unknown')!, /no category.*Did you mean "category1"/);
    assert.match(reasons.get('long')!, /it takes 120 days of events/);
    assert.match(reasons.get('few')!, /20/);
    for (const { id } of wrong) assert.equal(await rowOf(id), undefined);
    assert.equal(await served(), before);
  });

  test('a process that is ended or fails says so', async () => {
    const model = (await application.models.active())!;
    const shop = await readShop(store(), model.id, now);
    const orders = [{ ask: likely as unknown as ScoreOrder['ask'], seedIds: [], seedsGone: 0 }];
    const place = { modalities: [], baseFolder: '.' };
    const ended = learnApart(place, AbortSignal.abort());
    await assert.rejects(ended(orders, model, shop), { name: 'AbortError' });
    const absent = learnApart(
      { ...place, modalities: ['./nothing-here.ts'] },
      new AbortController().signal,
    );
    await assert.rejects(absent(orders, model, shop), LearningEndedError);
  });

  test('another model gets segments of its own before it serves, and a rollback brings the former back', async () => {
    const first = await served();
    now += DAY;
    await store().events.append(
      Array.from({ length: USERS }, (_, user) =>
        stored(userId(user), event(`more ${user}`, { itemId: `item${(user * 7) % 30}`, at: now })),
      ),
    );
    await application.update();
    const changed = await served();
    now += 1;
    await train(application, true);
    assert.equal(await served(), changed, 'a candidate is not seen');
    const { model } = await application.life.finishAndPromote(2);
    const second = await served();
    for (const id of SCORED) assert.equal((await rowOf(id)).modelId, model.id);
    assert.notEqual(second, changed);
    now += 1;
    await application.life.rollback();
    assert.equal(await served(), changed, 'rolled back, the same to the last digit');
    now += 1;
    await application.life.rollback();
    assert.equal(await served(), second, 'and forth again');
    assert.notEqual(first, changed);
  });
});

describe('predictive and lookalike segments of customers who are all alike', () => {
  let application: Application;
  before(async () => {
    application = await openShop(
      (user) =>
        Array.from({ length: 24 }, (_, day) => {
          const at = END - (24 - day) * 2 * DAY;
          const kind =
            day % 3 === 0 ? { modality: 'transactions', type: 'purchase', value: 9 } : {};
          return stored(userId(user), event(`${user} ${day}`, { ...kind, itemId: 'item3', at }));
        }),
      () => END,
    );
    await train(application, false);
  });
  after(() => application.close());

  test('nothing tells them apart, and that is what is said', async () => {
    const { segments, services } = application;
    const like = { ...alike, threshold: { size: 10 } };
    const { leftOut } = await segments.renewScored([like, likely]);
    assert.match(leftOut[0].reason, /share the highest value, nothing tells them apart/);
    assert.match(leftOut[1].reason, /nothing tells them apart|Too little is known/);
    assert.deepEqual(await services.store.segments.all(), []);
  });
});
