import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { summaryOf } from '../../../profiles/index.ts';
import { openStore, StoreUnavailableError } from '../../../store/index.ts';
import { END, openDesk, trainShop } from '../../profiles/fixture.ts';
import { tinyDisk } from '../../support/tiny-disk.ts';
import { basic, listen, webSource } from './support.ts';

const AT_ONCE = 200;
const disk = tinyDisk();
const skip = disk === null ? 'only who may mount a small file system can fill it up' : false;

test('while the disk is full requests are refused as a whole and profiles wait; with room all goes on by itself', {
  skip,
}, async (context) => {
  const root = disk!;
  context.after(() => {
    spawnSync('umount', [root]);
    rmSync(root, { recursive: true, force: true });
  });
  const desk = await openDesk(await trainShop(), 8, (clock) =>
    openStore({ folder: join(root, 'store'), clock }),
  );
  const { store } = desk;
  const updater = desk.updater();
  await updater.drain();
  await using server = await listen([webSource()], { into: store, clock: desk.now });
  const send = async (batch: number) => {
    const response = await server.post(
      '/v1/batch',
      {
        batch: Array.from({ length: AT_ONCE }, (_, index) => ({
          ...{ type: 'track', event: 'Product Viewed' },
          messageId: `${batch}-${index}`,
          userId: `visitor-${batch % 7}-${index % 10}`,
          timestamp: new Date(END).toISOString(),
          properties: { product_id: 'item3', note: 'n'.repeat(200) },
        })),
      },
      basic(),
    );
    return { status: response.status, body: (await response.json()) as { success: boolean } };
  };
  const fillers: string[] = [];
  const fill = (spared: number) => {
    const { bavail, bsize } = statfsSync(root);
    fillers.push(join(root, `filler-${fillers.length}`));
    writeFileSync(fillers.at(-1)!, Buffer.alloc(Math.max(0, bavail * bsize - spared)));
  };
  fill(1_000_000);
  let taken = 0;
  let answer = await send(taken);
  while (answer.status === 200) {
    taken += 1;
    answer = await send(taken);
  }
  assert.deepEqual([answer.status, answer.body.success], [500, false]);
  assert.ok(server.faults.every((fault) => fault instanceof StoreUnavailableError));
  const events = async () => (await store.events.counts()).events;
  assert.equal(await events(), taken * AT_ONCE, 'whole requests, and none in part');
  assert.ok(taken > 0);
  const lag = await store.changes.lag('profiles');
  assert.ok(lag > 0);
  fill(0);
  await assert.rejects(updater.drain(), StoreUnavailableError);
  assert.equal(await store.changes.lag('profiles'), lag, 'nothing is passed over');

  updater.start();
  for (const filler of fillers) rmSync(filler);
  assert.equal((await send(taken)).status, 200, 'sent again, it is taken in');
  taken += 1;
  while ((await store.changes.lag('profiles')) > 0) await pause(20);
  await updater.stop();
  assert.equal(await events(), taken * AT_ONCE);
  let counted = 0;
  for await (const rows of store.profiles.scan()) {
    for (const row of rows) counted += summaryOf(row).eventCount;
  }
  assert.equal(counted, taken * AT_ONCE, 'each once');
});
