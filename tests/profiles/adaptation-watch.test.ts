import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FusionModel, Guardrail, policyToText, type UserHistory } from '../../fusion/index.ts';
import { RandomSource } from '../../fusion/tensor/index.ts';
import {
  AdaptationWatch,
  type FreshProfile,
  historiesOf,
  ModelRegistry,
  Recommender,
  replayProfile,
  type ServingModel,
  summaryOf,
  Updater,
} from '../../profiles/index.ts';
import {
  DAY,
  type Desk,
  END,
  event,
  modalities,
  openDesk,
  rashPolicy,
  shopHistories,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

describe('the watch over the adaptation policy', () => {
  let model: FusionModel;
  let serving: ServingModel;
  let desk: Desk;

  before(async () => {
    // A model whose experts follow the choices, whoever decides.
    model = await trainShop(1, shopHistories(), 'equal mixture');
    assert.ok(model.adaptation !== null);
    desk = await openDesk(model, 8);
    serving = (await desk.models.active()) as ServingModel;
  });
  after(() => desk.store.close());

  /** Users' profiles after so many judged events, each of which gained so much. */
  function profilesOf(users: number, judged: number, gainOf: () => number): FreshProfile[] {
    return Array.from({ length: users }, (_, user) =>
      profileOf(`u${user}`, judged, judged * gainOf()),
    );
  }

  function profileOf(id: string, judged: number, gain: number, cameAt = desk.now()): FreshProfile {
    const adaptation = [{ modality: 'browsing', judged, gain }];
    const history = { events: [{ at: cameAt }] };
    return { row: { userId: id }, encoded: { adaptation }, history } as unknown as FreshProfile;
  }

  test('live events that the policy foretells badly make it give way; another process sees it', async () => {
    const random = RandomSource.fromSeed(1);
    const turns: string[] = [];
    const clock = () => desk.now();
    const watch = new AdaptationWatch(desk.store, desk.models, {
      clock,
      onTurn: (turn) => turns.push(turn),
    });
    // As if people held out of training had been foretold much better.
    const good = Guardrail.start();
    for (let user = 0; user < 1500; user += 1) good.observe(0.1 + 0.1 * random.normal());
    assert.equal(good.state, 'POLICY');
    await desk.store.adaptation.change(model.id, () => ({
      state: { ...good.store() } as never,
      revision: { decides: 'POLICY', policy: null, createdAt: desk.now() },
    }));
    watch.observe(
      serving,
      profilesOf(900, 1, () => 0),
    );
    watch.observe(
      serving,
      profilesOf(900, 5, () => -0.5),
    );
    await watch.flush();
    assert.deepEqual(await desk.store.adaptation.of(model.id), good.store(), 'four events are few');
    watch.observe(
      serving,
      profilesOf(900, 11, () => -0.5),
    );
    watch.observe(
      serving,
      profilesOf(900, 11, () => -0.5),
    );
    await watch.flush();
    assert.deepEqual(turns, ['gave way']);
    const other = new AdaptationWatch(desk.store, desk.models, { clock });
    const seen = await other.guardrailOf(model.id);
    assert.equal(seen?.state, 'EQUAL_MIXTURE');
    assert.equal(seen?.gaveWay, 1);
    // Another process, or this one after a restart, decides alike, under the number that profiles name.
    const restarted = await new ModelRegistry(desk.store, modalities).current(model.id);
    assert.equal(restarted.revision, 2);
    assert.equal(restarted.fusion.adaptation?.decides, 'EQUAL_MIXTURE');
    assert.equal(restarted.fusion.id, model.id);
  });

  test('it gives way also where more users come in turns than anybody remembers', async () => {
    const turns: string[] = [];
    const settings = { clock: () => desk.now(), onTurn: (turn: string) => turns.push(turn) };
    const watch = new AdaptationWatch(desk.store, desk.models, settings);
    const good = Guardrail.start();
    while (good.state !== 'POLICY') good.observe(0.1);
    const policyDecides = { ...good.store() } as never;
    await desk.store.adaptation.change(model.id, () => ({ state: policyDecides, revision: null }));
    const users = 120_000;
    for (const judged of [1, 11, 21]) {
      for (let user = 0; user < users; user += 1) {
        watch.observe(serving, [profileOf(`u${user}`, judged, -0.5 * judged)]);
      }
    }
    assert.ok(watch.watched.users <= 50_000 && watch.watched.users > 20_000);
    assert.equal(watch.watched.share, 0.25);
    await watch.flush();
    assert.deepEqual(turns, ['gave way']);
    assert.equal(watch.latest?.state, 'EQUAL_MIXTURE');
  });

  test('it watches who comes, and not whose profile only time has had made', async () => {
    const watch = new AdaptationWatch(desk.store, desk.models, { clock: () => desk.now() });
    watch.observe(serving, [profileOf('silent', 5, 0, desk.now() - 31 * DAY)]);
    assert.equal(watch.watched.users, 0);
    watch.observe(serving, [profileOf('resting', 5, 0, desk.now() - 29 * DAY)]);
    assert.equal(watch.watched.users, 1);
  });

  test('a robot alone does not make it give way', async () => {
    const turns: string[] = [];
    const settings = { clock: () => desk.now(), onTurn: (turn: string) => turns.push(turn) };
    const watch = new AdaptationWatch(desk.store, desk.models, settings);
    const good = Guardrail.start();
    for (let user = 0; user < 500; user += 1) good.observe(0.1);
    const policyDecides = { ...good.store() } as never;
    await desk.store.adaptation.change(model.id, () => ({ state: policyDecides, revision: null }));
    for (let judged = 1; judged < 20_000; judged += 1) {
      watch.observe(serving, [profileOf('robot', judged, -judged)]);
    }
    await watch.flush();
    assert.deepEqual(turns, []);
    const { current } = (await watch.guardrailOf(model.id))!;
    assert.equal(current.users, good.store().current.users + 1);
  });

  test('a turn, and a model that is loaded again, leave sums as they are; a later policy begins its own', async () => {
    const random = RandomSource.fromSeed(3);
    const watch = new AdaptationWatch(desk.store, desk.models, { clock: () => desk.now() });
    const observations = async () =>
      (await watch.guardrailOf(model.id).then((state) => state?.current.users)) ?? 0;
    const start = { ...Guardrail.start().store() } as never;
    await desk.store.adaptation.change(model.id, () => ({ state: start, revision: null }));
    const see = async (seen: ServingModel, judged: number, gain: () => number) => {
      desk.wait(DAY);
      for (let user = 0; user < 50; user += 1) {
        watch.observe(seen, [profileOf(`u${user}`, judged, gain())]);
      }
      await watch.flush();
      return observations();
    };
    const none = () => 0.01 * random.normal();
    assert.equal(await see(serving, 1, none), 0);
    const turned = { ...serving, revision: serving.revision + 1 };
    assert.equal(await see(turned, 7, none), 50);
    desk.models.reload();
    const again = { ...(await desk.models.byId(model.id)), revision: turned.revision + 1 };
    assert.notEqual(again.fusion.adaptation?.policy, serving.fusion.adaptation?.policy);
    assert.equal(await see(again, 13, none), 100);
    const rash = model.adaptation!.following(rashPolicy(model.adaptation!.policy), desk.now());
    const later = { ...again, fusion: model.deciding(rash), revision: again.revision + 1 };
    assert.equal(await see(later, 5, none), 150, 'nobody is met anew');
  });

  test('a policy that does well goes on deciding', async () => {
    const random = RandomSource.fromSeed(2);
    const turns: string[] = [];
    const settings = { clock: () => desk.now(), onTurn: (turn: string) => turns.push(turn) };
    const watch = new AdaptationWatch(desk.store, desk.models, settings);
    const good = Guardrail.start();
    for (let user = 0; user < 1500; user += 1) good.observe(0.1 + 0.1 * random.normal());
    await desk.store.adaptation.change(model.id, () => ({
      state: { ...good.store() } as never,
      revision: null,
    }));
    for (const judged of [1, 11]) {
      watch.observe(
        serving,
        profilesOf(900, judged, () => 0.05 + 0.1 * random.normal()),
      );
    }
    await watch.flush();
    assert.deepEqual(turns, []);
    assert.equal((await watch.guardrailOf(model.id))?.state, 'POLICY');
  });

  test('one that begins to foretell better decides from then on, for the first time or again', async () => {
    const turns: string[] = [];
    const settings = { clock: () => desk.now(), onTurn: (turn: string) => turns.push(turn) };
    const watch = new AdaptationWatch(desk.store, desk.models, settings);
    await desk.store.adaptation.change(model.id, () => ({
      state: { ...Guardrail.start().store() } as never,
      revision: { decides: 'EQUAL_MIXTURE', policy: null, createdAt: desk.now() },
    }));
    for (const judged of [1, 11]) {
      watch.observe(
        serving,
        profilesOf(900, judged, () => 0.4),
      );
    }
    await watch.flush();
    assert.deepEqual(turns, ['decides']);
    assert.equal((await watch.guardrailOf(model.id))?.state, 'POLICY');
  });

  test('what the updater writes is judged by real events, doubled ones once', async () => {
    const rows = shopHistories()
      .slice(0, 8)
      .flatMap((history) => history.events.map((one) => stored(history.userId, one)));
    await desk.store.events.append(rows);
    const seen: { userId: string; judged: number }[] = [];
    const updater = desk.updater({
      onProfiles: async (_, __, profiles) => {
        for (const { row, encoded } of profiles) {
          const judged = encoded.adaptation.reduce((sum, own) => sum + own.judged, 0);
          seen.push({ userId: row.userId, judged });
        }
      },
    });
    await updater.drain();
    await desk.store.events.append(rows);
    await updater.drain();
    assert.equal(seen.length, 8);
    const late = event('late', { itemId: 'item3', at: shopHistories()[1].events[0].at - 1000 });
    await desk.store.events.append([stored(userId(1), late)]);
    await updater.drain();
    const before = seen.find((own) => own.userId === userId(1))?.judged ?? 0;
    assert.ok((seen.at(-1)?.judged ?? 0) <= before + 1);
    const [history] = await historiesOf(desk.store, [userId(1)]);
    const [fresh] = await model.encode([history], { asOf: history.events.at(-1)?.at ?? 0 });
    assert.equal(
      fresh.adaptation.reduce((sum, own) => sum + own.judged, 0),
      seen.at(-1)?.judged,
    );
  });

  test('who decides changes what is recommended, and a replay knows who did', async () => {
    const id = userId(1);
    await desk.store.events.append(
      shopHistories()[1].events.map((one) => stored(id, one, { version: '2' })),
    );
    const recommended = async (decides: 'POLICY' | 'EQUAL_MIXTURE', policy: string | null) => {
      await desk.store.adaptation.change(model.id, (state) => ({
        state,
        revision: { decides, policy, createdAt: desk.now() },
      }));
      desk.wait(1000);
      const one = event(`again ${decides} ${policy === null}`, { itemId: 'item4' });
      await desk.store.events.append([stored(id, one)]);
      await desk.updater().drain();
      const row = (await desk.store.profiles.byIds([id])).get(id)!;
      const replayed = await replayProfile(desk.store, desk.models, id, desk.now());
      assert.equal(replayed?.served.adaptationRevision, row.adaptationRevision);
      const { adaptation } = summaryOf(row);
      assert.deepEqual(replayed?.encoded.adaptation, adaptation);
      const history = replayed!.history;
      const other = await desk.models.revised(model.id, 0);
      const [alone] = await other.fusion.encode([history], { asOf: row.asOf });
      assert.deepEqual(alone.vector, Float32Array.from(row.vector));
      const served = await new Recommender(desk.store, desk.models).of([row]);
      const again = await replayed!.model.fusion.recommend(history, { asOf: row.asOf, count: 20 });
      assert.deepEqual(served.get(id), again);
      const scores = await scoresOf(replayed!.model.fusion, history, row.asOf);
      return {
        modes: adaptation.map(({ mode }) => mode),
        scores,
        revision: row.adaptationRevision,
      };
    };
    const text = policyToText(rashPolicy(model.adaptation!.policy));
    const equal = await recommended('EQUAL_MIXTURE', null);
    const chosen = await recommended('POLICY', text);
    assert.ok(equal.modes.includes('EQUAL_MIXTURE') && chosen.modes.includes('POLICY'));
    assert.equal(chosen.revision, (equal.revision ?? 0) + 1);
    assert.notDeepEqual(chosen.scores, equal.scores);
  });

  test('a model whose policy has not proven itself recommends as it would without one', async () => {
    const [history] = shopHistories();
    const unproven = await trainShop();
    assert.equal(unproven.adaptation?.steers, false);
    const fixed = await trainShop(1, shopHistories(), 'fixed');
    const deciding = unproven.deciding(unproven.adaptation!.deciding('POLICY'));
    const expected = await scoresOf(fixed, history, END);
    for (const one of [unproven, deciding]) {
      assert.deepEqual(await scoresOf(one, history, END), expected);
    }
  });

  test("another program version's policy is refused, profiles go on with the equal mixture, and the past is not guessed", async () => {
    const refused: string[] = [];
    const models = new ModelRegistry(desk.store, modalities, {
      clock: desk.now,
      onRefused: (problem) => refused.push(problem),
    });
    const id = userId(1);
    const served = async () => (await desk.store.profiles.byIds([id])).get(id)!;
    const text = policyToText(model.adaptation!.policy);
    const later = JSON.stringify({ ...JSON.parse(text), formatVersion: 99 });
    for (const [policy, message] of [
      [later, /format version 99; this program reads version 1\. Train a model anew/],
      ['{', /damaged/],
    ] as const) {
      await desk.store.adaptation.change(model.id, (state) => ({
        state,
        revision: { decides: 'POLICY', policy, createdAt: desk.now() },
      }));
      // What was served under it before the program was changed.
      const revision = await desk.store.adaptation.latestRevision(model.id);
      desk.wait(1000);
      const before = { ...(await served()), adaptationRevision: revision, computedAt: desk.now() };
      await desk.store.profiles.upsert([
        { ...before, throughSequence: before.throughSequence + 1 },
      ]);
      await assert.rejects(replayProfile(desk.store, models, id, desk.now()), {
        name: 'ModelFormatError',
        message,
      });

      desk.wait(1000);
      await desk.store.events.append([stored(id, event(`after ${revision}`, { itemId: 'item4' }))]);
      const updater = new Updater(desk.store, models, {}, { clock: desk.now });
      await updater.drain();
      assert.match(refused.pop() ?? '', message);
      const row = await served();
      assert.equal(row.adaptationRevision, revision + 1);
      const { adaptation } = summaryOf(row);
      assert.ok(adaptation.some(({ mode }) => mode === 'EQUAL_MIXTURE'));
      assert.ok(adaptation.every(({ mode }) => mode !== 'POLICY'));
      const replayed = await replayProfile(desk.store, models, id, desk.now());
      assert.deepEqual(replayed?.encoded.adaptation, adaptation);
      await updater.drain();
      assert.deepEqual(refused, [], 'told once');
    }
    assert.equal((await desk.models.revised(model.id, 0)).fusion.id, model.id);
  });
});

async function scoresOf(
  fusion: FusionModel,
  history: UserHistory,
  asOf: number,
): Promise<number[]> {
  const ranked = await fusion.rank(history, fusion.reader.itemIds, { asOf });
  return ranked.map(({ score }) => score);
}
