import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CuttingProxy } from '../../support/cutting-proxy.ts';
import { ResumingClient } from './resuming-client.ts';
import { startWritingServer } from './writing-server.ts';

const CUTS = 50;
const KILL_AT = 20;

test('a client whose connection is cut 50 times, and whose server is killed, gets every change once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-cut-'));
  let server = await startWritingServer(folder);
  const proxy = await CuttingProxy.start(server.port);
  let size = 0;
  // Enough for the handshake and some changes, and never at the same place of a message twice.
  proxy.cutAfter(() => {
    size += 97;
    return 400 + (size % 700);
  });
  const profiles = new ResumingClient(proxy.port, 'profileChanged');
  const memberships = new ResumingClient(proxy.port, 'segmentMembershipChanged');
  const running = [profiles.run(), memberships.run()];
  const until = async (reached: () => boolean) => {
    while (!reached()) await sleep(5);
  };
  await until(() => proxy.cuts >= KILL_AT);
  await server.kill();
  server = await startWritingServer(folder);
  proxy.retarget(server.port);
  await until(() => proxy.cuts >= 2 * CUTS);
  proxy.cutAfter(null);
  const all = await server.finish();
  await until(
    () =>
      profiles.seen.length >= all.profiles.length &&
      memberships.seen.length >= all.memberships.length,
  );
  // A moment for one too many to arrive.
  await sleep(300);
  profiles.end();
  memberships.end();
  await server.kill();
  await Promise.all(running);
  await proxy.close();
  await rm(folder, { recursive: true });
  assert.ok(profiles.breaks >= CUTS, `${profiles.breaks} breaks`);
  assert.ok(memberships.breaks >= CUTS, `${memberships.breaks} breaks`);
  assert.ok(all.profiles.length > CUTS, 'changes were written meanwhile');
  assert.deepEqual(profiles.seen, all.profiles);
  assert.deepEqual(memberships.seen, all.memberships);
});
