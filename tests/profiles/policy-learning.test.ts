import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnOn, policyToText } from '../../fusion/index.ts';
import { PolicyLearning, replayProfile, summaryOf } from '../../profiles/index.ts';
import {
  DAY,
  event,
  openDesk,
  rashPolicy,
  shopHistories,
  stored,
  trainShop,
  userId,
} from './fixture.ts';

const USERS = 100;
const LATER = 80 * DAY;

test('a policy learns on from what comes in: as one revision, once an event, by one process, and the past is replayed as it was', async () => {
  const fusion = await trainShop(1, shopHistories(), 'equal mixture');
  const desk = await openDesk(fusion, USERS);
  const { store, models } = desk;
  await store.adaptation.change(fusion.id, (state) => ({
    state,
    revision: {
      ...{ decides: 'POLICY', createdAt: desk.now() },
      policy: policyToText(rashPolicy(fusion.adaptation!.policy)),
    },
  }));
  desk.wait(LATER);
  const rows = shopHistories(USERS).flatMap((own) =>
    own.events.map((one) => stored(own.userId, { ...one, at: one.at + LATER - 10 * DAY })),
  );
  await store.events.append(rows);
  await desk.updater().drain();
  const id = userId(1);
  const served = async () => (await store.profiles.byIds([id])).get(id)!;
  const before = await served();
  assert.equal(before.adaptationRevision, 1);

  const learned: number[] = [];
  const process = () =>
    new PolicyLearning({
      ...{ store, models, clock: desk.now },
      learn: async (model, streams, seed) => learnOn(model, streams, { seed }),
      onLearned: (revision) => learned.push(revision),
    });
  const [one, other] = [process(), process()];
  const both = await Promise.all([one.look(), other.look()]);
  assert.deepEqual(both.sort(), [false, true], 'one of two');
  assert.deepEqual(learned, [2]);
  assert.equal(await store.adaptation.taughtThrough(fusion.id), desk.now());
  assert.equal((await served()).adaptationRevision, 1, 'what is served stays as it is');

  desk.wait(1_000);
  assert.equal(await one.look(), false, 'nothing new came in');
  assert.equal(await process().look(), false, 'what came in has taught once');
  await store.events.append([stored(id, event('after', { itemId: 'item4', at: desk.now() }))]);
  await desk.updater().drain();
  const after = await served();
  assert.equal(after.adaptationRevision, 2);
  for (const row of [before, after]) {
    const replayed = await replayProfile(store, models, id, row.computedAt);
    assert.equal(replayed?.served.adaptationRevision, row.adaptationRevision);
    assert.deepEqual(replayed?.encoded.adaptation, summaryOf(row).adaptation);
  }
  assert.notDeepEqual(summaryOf(after).adaptation, summaryOf(before).adaptation);
  await store.close();
});

test('a busy shop learns on at most every quarter of an hour', async () => {
  const desk = await openDesk(await trainShop(1, shopHistories(), 'equal mixture'), USERS);
  const { store, models } = desk;
  desk.wait(LATER);
  const visits = async (time: string) => {
    const rows = shopHistories(USERS).flatMap((own) =>
      own.events.map((one) =>
        stored(own.userId, { ...one, id: `${time} ${one.id}`, at: one.at + LATER - 10 * DAY }),
      ),
    );
    await store.events.append(rows);
    await desk.updater().drain();
  };
  let tries = 0;
  const learning = new PolicyLearning({
    ...{ store, models, clock: desk.now },
    learn: async () => {
      tries += 1;
      return null;
    },
  });
  await visits('first');
  await learning.look();
  assert.equal(tries, 1);
  await visits('second');
  desk.wait(14 * 60_000);
  await learning.look();
  assert.equal(tries, 1, 'too soon');
  desk.wait(60_000);
  await learning.look();
  assert.equal(tries, 2);
  await store.close();
});
