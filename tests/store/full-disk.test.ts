import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore, StoreUnavailableError } from '../../store/index.ts';
import { tinyDisk } from '../support/tiny-disk.ts';
import { newEvent } from './support.ts';

const disk = tinyDisk();
const skip = disk === null ? 'only who may mount a small file system can fill it up' : false;

test('a full disk refuses what does not fit, keeps the rest, and goes on when there is room', {
  skip,
}, async (context) => {
  const root = disk!;
  context.after(() => {
    spawnSync('umount', [root]);
    rmSync(root, { recursive: true, force: true });
  });
  const folder = join(root, 'store');
  let store = await openStore({ folder });
  const filler = join(root, 'filler');
  const { bavail, bsize } = statfsSync(root);
  writeFileSync(filler, Buffer.alloc(bavail * bsize - 600_000));
  let taken = 0;
  const batch = (number: number) =>
    Array.from({ length: 200 }, (_, index) =>
      newEvent({ recordKey: `${number}-${index}`, itemId: 'i'.repeat(200) }),
    );
  const fill = async () => {
    for (; taken < 10_000; taken += 1) await store.events.append(batch(taken));
  };
  await assert.rejects(fill(), (error: Error) => {
    return error instanceof StoreUnavailableError && /disk.*full.*make room/i.test(error.message);
  });
  const count = async () => (await store.events.ofUsers(['u_one'])).get('u_one')?.length;
  assert.equal(await count(), taken * 200, 'whole batches, and none in part');
  await assert.rejects(store.events.append(batch(taken)), StoreUnavailableError);

  rmSync(filler);
  await store.events.append(batch(taken));
  assert.equal(await count(), (taken + 1) * 200);
  await store.close();
  store = await openStore({ folder });
  assert.equal(await count(), (taken + 1) * 200, 'also after a restart');
  await store.close();
});
