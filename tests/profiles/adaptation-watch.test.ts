import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FusionModel, Guardrail } from '../../fusion/index.ts';
import { RandomSource } from '../../fusion/tensor/index.ts';
import {
  AdaptationWatch,
  type FreshProfile,
  historiesOf,
  type ServingModel,
} from '../../profiles/index.ts';
import { type Desk, event, openDesk, shopHistories, stored, trainShop, userId } from './fixture.ts';

describe('the watch over the adaptation policy', () => {
  let model: FusionModel;
  let serving: ServingModel;
  let desk: Desk;

  before(async () => {
    model = await trainShop();
    assert.ok(model.adaptation !== null);
    desk = await openDesk(model, 8);
    serving = (await desk.models.active()) as ServingModel;
  });
  after(() => desk.store.close());

  /** Users' profiles after so many judged events, each of which gained so much. */
  function profilesOf(users: number, judged: number, gainOf: () => number): FreshProfile[] {
    return Array.from({ length: users }, (_, user) => {
      const adaptation = [{ modality: 'browsing', judged, gain: judged * gainOf() }];
      return { row: { userId: `u${user}` }, encoded: { adaptation } } as unknown as FreshProfile;
    });
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
    await desk.store.adaptation.change(model.id, () => ({ ...good.store() }) as never);
    watch.observe(
      serving,
      profilesOf(900, 0, () => 0),
    );
    watch.observe(
      serving,
      profilesOf(900, 4, () => -0.5),
    );
    await watch.flush();
    assert.deepEqual(await desk.store.adaptation.of(model.id), good.store(), 'four events are few');
    watch.observe(
      serving,
      profilesOf(900, 10, () => -0.5),
    );
    watch.observe(
      serving,
      profilesOf(900, 10, () => -0.5),
    );
    await watch.flush();
    assert.deepEqual(turns, ['gave way']);
    const other = new AdaptationWatch(desk.store, desk.models, { clock });
    const seen = await other.guardrailOf(model.id);
    assert.equal(seen?.state, 'EQUAL_MIXTURE');
    assert.equal(seen?.gaveWay, 1);
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
});
