import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelLife, SideModels } from '../../profiles/index.ts';
import { DAY, event, openDesk, shopHistories, stored, trainShop, userId } from './fixture.ts';

/** More than the 200 that a batch names at least. */
const USERS = 250;
const ROUNDS = 8;

test('a rollback catches up with a burst in batches that grow: whoever came again and again is not encoded as often', async () => {
  const [first, second] = await Promise.all([trainShop(), trainShop(2)]);
  const { store, models, now, wait, updater } = await openDesk(first, USERS);
  const histories = shopHistories(USERS);
  await store.events.append(
    histories.flatMap(({ userId: id, events }) => events.slice(0, 3).map((one) => stored(id, one))),
  );
  const encoded = new Map<string, number>();
  const side = new SideModels({
    ...{ store, models, clock: now, share: null, prepare: async () => undefined },
    hooks: () => ({
      onProfiles: async (_inside, _model, profiles) => {
        for (const { row } of profiles) encoded.set(row.userId, (encoded.get(row.userId) ?? 0) + 1);
      },
    }),
    onError: (error) => {
      throw error;
    },
  });
  const life = new ModelLife({ store, side, clock: now, keepDays: 7 });
  await updater().drain();
  await models.save(second, {
    parentId: first.id,
    watermark: 0,
    trainedThrough: now(),
    createdAt: now(),
  });
  await life.finishAndPromote(2);
  wait(DAY);
  for (let round = 0; round < ROUNDS; round += 1) {
    const come = histories.map(({ userId: id }, user) =>
      stored(
        id,
        event(`again ${round} ${user}`, {
          itemId: `item${(user + round) % 30}`,
          at: now() + round,
        }),
      ),
    );
    await store.events.append(come);
  }
  encoded.clear();
  assert.equal((await life.rollback()).model.version, 1);

  const often = [...encoded.values()];
  const total = often.reduce((sum, times) => sum + times, 0);
  assert.equal(often.length, USERS);
  assert.ok(Math.max(...often) < ROUNDS, `somebody was encoded ${Math.max(...often)} times`);
  assert.ok(total <= 0.8 * USERS * ROUNDS, `${total} encodings of ${USERS * ROUNDS} events`);
  const last = await store.events.lastSequenceOf([userId(0), userId(USERS - 1)]);
  const profiles = await store.profiles.byIds([...last.keys()]);
  for (const [id, sequence] of last) assert.equal(profiles.get(id)!.throughSequence, sequence);
  await store.close();
});
