import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { lockFolder } from '../../store/embedded/lock.ts';
import { openStore, StoreLockedError } from '../../store/index.ts';

const HOLDER = new URL('./open-and-hold.ts', import.meta.url).pathname;

/** Starts a process that opens the folder; resolves with the first line that it says. */
async function start(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', HOLDER, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = await once(child.stdout!, 'data');
  return { child, said: String(data).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('the lock of an embedded store', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portrait-lock-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('refuses a second process and the same process, and survives a killed one', async () => {
    const first = await start(folder);
    assert.equal(first.said, 'held');
    await assert.rejects(openStore({ folder }), (error: Error) => {
      assert.ok(error instanceof StoreLockedError);
      assert.equal(error.pid, first.child.pid);
      assert.ok(error.message.includes(folder) && error.message.includes(`${first.child.pid}`));
      assert.match(error.message, /Stop that process, or choose another folder/);
      return true;
    });
    await kill(first.child);
    const store = await openStore({ folder });
    const held = await store.events.ofUsers(['u_held']);
    assert.deepEqual(
      held.get('u_held')!.map(({ recordKey }) => recordKey),
      [`${first.child.pid}`],
    );
    await assert.rejects(openStore({ folder }), /This process has opened it before/);
    const second = await start(folder);
    assert.match(second.said, new RegExp(`StoreLockedError: .*process ${process.pid}`));
    await store.close();
    const again = await openStore({ folder });
    assert.equal((await again.events.counts()).events, 1);
    await again.close();
  });

  it('is taken over from a process whose number another one has now', async () => {
    const reused = await mkdtemp(join(tmpdir(), 'portrait-lock-'));
    const lock = await lockFolder(reused);
    const file = join(reused, 'portrait.lock');
    const content = JSON.parse(await readFile(file, 'utf8'));
    await lock.release();
    // Our parent lives, but it began at another time than this lock says; our own number with a
    // token that we never gave is a process before us.
    const dead = [
      { ...content, pid: process.ppid, token: 'another' },
      { ...content, token: 'another' },
    ];
    for (const holder of dead) {
      await writeFile(file, JSON.stringify(holder));
      await (await lockFolder(reused)).release();
    }
    await rm(reused, { recursive: true });
  });

  it('holds against another machine, and against a file in the writing', async () => {
    const shared = await mkdtemp(join(tmpdir(), 'portrait-lock-'));
    const file = join(shared, 'portrait.lock');
    await writeFile(
      file,
      JSON.stringify({ pid: 1, token: 'x', host: 'elsewhere', processStart: null }),
    );
    await assert.rejects(lockFolder(shared), /It runs on elsewhere/);
    await writeFile(file, '');
    await assert.rejects(lockFolder(shared), StoreLockedError);
    await rm(shared, { recursive: true });
  });

  it('is had by exactly one of many that want to take over a dead one', async () => {
    const wanted = await mkdtemp(join(tmpdir(), 'portrait-lock-'));
    await writeFile(
      join(wanted, 'portrait.lock'),
      JSON.stringify({ pid: process.pid, token: 'x', host: (await import('node:os')).hostname() }),
    );
    const takers = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(wanted)));
    const winners = takers.filter((taker) => taker.status === 'fulfilled');
    assert.equal(winners.length, 1);
    await winners[0]!.value.release();
    await rm(wanted, { recursive: true });
  });
});
