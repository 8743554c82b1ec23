import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openStore, type Store, type StoreOptions } from '../../../store/index.ts';
import { newEvent } from '../../store/support.ts';
import { serverAbsent } from '../../support/store.ts';

const USERS = 1_000;
const EVENTS = 5_000;
const KILLS = 3;

/** Half of the users are known to `kept` as well. */
async function fill(store: Store): Promise<void> {
  const ids = Array.from({ length: USERS }, (_, n) => [{ kind: 'customer', value: `c${n}` }]);
  const users = await store.users.resolve(ids, null, 'doomed');
  await store.users.resolve(ids.slice(0, USERS / 2), null, 'kept');
  const events = (sourceId: string, among: readonly string[], count: number) =>
    Array.from({ length: count }, (_, n) =>
      newEvent({ sourceId, userId: among[n % among.length]!, recordKey: `${n}` }),
    );
  await store.events.append(events('doomed', users, EVENTS));
  await store.events.append(events('kept', users.slice(0, USERS / 2), USERS / 2));
}

/** Removes in a process of its own; null where it was killed. */
async function removeOnce(target: StoreOptions, killAfterMs: number | null): Promise<unknown> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'child.ts'), JSON.stringify(target)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let counts: unknown = null;
  const begun = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line !== 'removing') counts = JSON.parse(line);
      resolve();
    });
  });
  if (killAfterMs !== null) {
    await Promise.race([begun, ended]);
    await Promise.race([ended, sleep(killAfterMs)]);
    child.kill('SIGKILL');
  }
  await ended;
  return counts;
}

async function survives(target: StoreOptions): Promise<void> {
  const store = await openStore(target);
  await fill(store);
  const dry = await store.removeSource('doomed', { data: true, dryRun: true });
  assert.deepEqual([dry.events, dry.identities, dry.users], [EVENTS, USERS / 2, USERS / 2]);
  await store.close();
  let killed = 0;
  let counts: unknown = null;
  for (let round = 0; round < KILLS && counts === null; round += 1) {
    counts = await removeOnce(target, round * 25);
    if (counts !== null) break;
    killed += 1;
    const between = await openStore(target);
    // All of it is there or none: what is left is what the whole run has still to take.
    const left = await between.removeSource('doomed', { data: true, dryRun: true });
    assert.ok(left.events === EVENTS || left.events === 0, `${left.events} events are left`);
    await between.close();
  }
  assert.ok(killed > 0, 'no kill came during the removal');
  counts ??= await removeOnce(target, null);
  const done = await openStore(target);
  assert.equal((await done.events.counts()).events, USERS / 2);
  assert.equal(await done.users.count(), USERS / 2);
  assert.notEqual(await done.users.find({ kind: 'customer', value: 'c0' }), null);
  assert.equal(await done.users.find({ kind: 'customer', value: `c${USERS - 1}` }), null);
  const control = await done.sourceControls.of('doomed');
  assert.deepEqual([control?.removingAt, control?.removedAt !== null], [null, true]);
  await done.close();
}

test('a removal that is killed is done again and goes on (embedded)', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'portrait-removal-'));
  await survives({ folder: path.join(folder, 'store') });
  await rm(folder, { recursive: true });
});

const skip = serverAbsent();
test(
  'a removal that is killed is done again and goes on (server)',
  skip === undefined ? {} : { skip },
  async () => {
    const url = process.env.DATABASE_URL!;
    const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    await survives({ url, schema });
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`drop schema if exists "${schema}" cascade`);
    await client.end();
  },
);
