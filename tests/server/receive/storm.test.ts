import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Backlog, summaryOf } from '../../../profiles/index.ts';
import { END, event, openDesk, stored, trainShop, userId } from '../../profiles/fixture.ts';
import { basic, listen, webSource } from './support.ts';

const AT_ONCE = 10;

test('a storm is held back, what was accepted is kept, and all goes on by itself', async () => {
  const desk = await openDesk(await trainShop(), 8);
  const updater = desk.updater({}, 20);
  await updater.drain();
  const faults: unknown[] = [];
  const backlog = new Backlog(desk.store, { most: 40, onError: (error) => faults.push(error) });
  await using server = await listen([webSource()], {
    into: desk.store,
    clock: desk.now,
    heldBackMs: () => backlog.retryAfterMs,
  });
  backlog.start();
  const send = (batch: number) =>
    server.post(
      '/v1/batch',
      {
        batch: Array.from({ length: AT_ONCE }, (_, index) => ({
          ...{ type: 'track', event: 'Product Viewed' },
          messageId: `storm-${batch}-${index}`,
          userId: `visitor-${batch}-${index}`,
          timestamp: new Date(END).toISOString(),
          properties: { product_id: 'item3' },
        })),
      },
      basic(),
    );
  // Nobody takes the changes yet, so sooner or later too many wait.
  let accepted = 0;
  let answer = await send(accepted);
  while (answer.status === 200) {
    accepted += 1;
    answer = await send(accepted);
  }
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get('retry-after'), '1');
  assert.ok(backlog.waiting > 40);
  const { events } = await desk.store.events.counts();
  assert.equal(events, accepted * AT_ONCE);

  updater.start();
  while ((await send(accepted)).status === 429) await pause(20);
  accepted += 1;
  await backlog.stop();
  await updater.stop();
  await updater.drain();
  assert.equal((await desk.store.events.counts()).events, accepted * AT_ONCE);
  let counted = 0;
  for await (const rows of desk.store.profiles.scan()) {
    for (const row of rows) counted += summaryOf(row).eventCount;
  }
  assert.equal(counted, accepted * AT_ONCE);
  assert.deepEqual([...faults, ...server.faults], []);
});

test('without a model nobody waits for profiles, and nobody is held back', async () => {
  const desk = await openDesk(null, 8);
  const views = [0, 1, 2].map((user) => stored(userId(user), event(user, { itemId: 'item1' })));
  await desk.store.events.append(views);
  const backlog = new Backlog(desk.store, { most: 1, onError: () => undefined });
  await backlog.look();
  assert.equal(backlog.retryAfterMs, 0);
  await desk.promote(await trainShop());
  await backlog.look();
  assert.ok(backlog.retryAfterMs > 0);
  await desk.store.close();
});
