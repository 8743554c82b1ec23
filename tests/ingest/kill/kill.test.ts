import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openStore, type Store, type StoreOptions } from '../../../store/index.ts';
import { serverAbsent } from '../../support/store.ts';
import { effective } from '../support.ts';
import { type Expected, moreRows, seeded } from './source.ts';

const SEED = 20_250_601;
const KILLS = 20;
const ROWS = 24_000;
const ROWS_PER_ADDITION = 8000;
/** Some of the kills come while the store is still being opened. */
const SHARE_WHILE_OPENING = 0.15;

/** When to kill: so many milliseconds after the process or its sync has begun. */
interface Kill {
  readonly after: 'start' | 'syncing';
  readonly milliseconds: number;
}

/** Runs the sync in a process of its own, and kills it; a run that ends by itself must end well. */
async function runChild(
  folder: string,
  target: StoreOptions,
  kill: Kill | null,
): Promise<{ killed: boolean; whileSyncing: boolean }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'child.ts'), folder, JSON.stringify(target)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  let syncing = false;
  let outcome: string | null = null;
  const started = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === 'syncing') syncing = true;
      else outcome = line;
      resolve();
    });
  });
  let whileSyncing = false;
  if (kill !== null) {
    if (kill.after === 'syncing') await Promise.race([started, ended]);
    await Promise.race([ended, sleep(kill.milliseconds)]);
    whileSyncing = syncing && outcome === null;
    child.kill('SIGKILL');
  }
  const end = await ended;
  if (end === 'SIGKILL') return { killed: true, whileSyncing };
  assert.equal(end, 0, 'a run that nobody killed ends well');
  assert.equal(outcome, 'null', 'a run that nobody killed reads its source to the end');
  return { killed: false, whileSyncing: false };
}

/** The line that an event came from, by what the mapping keeps of it. */
const lineKey = (recordKey: string, at: number, itemId: string | null, value: number | null) =>
  JSON.stringify([recordKey, at, itemId, value]);

async function compare(store: Store, expected: Expected): Promise<void> {
  const events = await effective(store);
  const found = events.map((event) =>
    lineKey(event.recordKey, event.at, event.itemId, event.value),
  );
  const wanted = [...expected.counted].map((line) => {
    const { id, time, item, seconds } = JSON.parse(line);
    return lineKey(id, Date.parse(time), item, seconds);
  });
  assert.deepEqual(found.sort(), wanted.sort(), 'every accepted record counts exactly once');
  assert.equal(await store.deadLetters.count('shop'), expected.bad.size);
  const [status] = await store.sources.status();
  assert.equal(
    status?.records,
    expected.lines.length,
    'what is counted was committed with the state',
  );
  assert.equal(status?.events, expected.counted.size);
}

async function survives(target: (folder: string) => StoreOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'portrait-kill-'));
  const file = path.join(folder, 'clicks.jsonl');
  const expected: Expected = { lines: [], counted: new Set(), bad: new Set() };
  const random = seeded(SEED);
  const add = (count: number): Promise<void> =>
    appendFile(
      file,
      moreRows(expected, count, random)
        .map((line) => `${line}\n`)
        .join(''),
    );
  await add(ROWS);
  let kills = 0;
  let whileSyncing = 0;
  while (kills < KILLS) {
    const kill: Kill =
      random() < SHARE_WHILE_OPENING
        ? { after: 'start', milliseconds: random() * 2000 }
        : { after: 'syncing', milliseconds: random() * 500 };
    const run = await runChild(folder, target(folder), kill);
    if (run.killed) kills += 1;
    else await add(ROWS_PER_ADDITION);
    if (run.whileSyncing) whileSyncing += 1;
  }
  assert.ok(whileSyncing >= KILLS / 2, `only ${whileSyncing} kills came during a sync`);
  await runChild(folder, target(folder), null);
  const store = await openStore(target(folder));
  await compare(store, expected);
  await store.close();
  await rm(folder, { recursive: true });
}

test('killed at random instants while it syncs, the embedded store loses and doubles nothing', async () => {
  await survives((folder) => ({ folder: path.join(folder, 'store') }));
});

const skip = serverAbsent();
test(
  'killed at random instants while it syncs, the server store loses and doubles nothing',
  skip === undefined ? {} : { skip },
  async () => {
    const url = process.env.DATABASE_URL!;
    const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    await survives(() => ({ url, schema }));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`drop schema if exists "${schema}" cascade`);
    await client.end();
  },
);
