import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { openStore } from '../../../store/index.ts';
import { serverAbsent } from '../../support/store.ts';
import { effective } from '../support.ts';

const ROWS = 14_000;
const [FIRST, LAST] = [2_000, 11_999];
const KILLS = 2;

const timeOf = (row: number) => new Date(Date.UTC(2025, 0, 1) + row * 1000).toISOString();

const skip = serverAbsent();
test(
  'killed on the way, a backfill goes on: all of its range is there, once, and nothing else',
  skip === undefined ? {} : { skip },
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'portrait-backfill-'));
    const lines = Array.from({ length: ROWS }, (_, row) => {
      return `${JSON.stringify({ id: row, time: timeOf(row), user: `u${row % 300}`, item: `i${row % 40}` })}\n`;
    });
    writeFileSync(path.join(folder, 'clicks.jsonl'), lines.join(''));
    const url = process.env.DATABASE_URL!;
    const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    const store = await openStore({ url, schema });
    const read = async () => (await store.sourceBackfills.all())[0]?.events ?? 0;
    const run = (until: number | null) => {
      const script = path.join(import.meta.dirname, 'backfill-child.ts');
      const range = [timeOf(FIRST), timeOf(LAST)];
      const args = ['--import', 'tsx', script, folder, JSON.stringify({ url, schema }), ...range];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      const ended = new Promise<unknown>((done) => {
        child.on('close', (code, signal) => done(signal ?? code));
      });
      const killed = (async () => {
        while (until !== null && child.exitCode === null && child.signalCode === null) {
          if ((await read()) >= until) child.kill('SIGKILL');
          await pause(10);
        }
      })();
      return Promise.all([ended, killed]).then(([end]) => end);
    };
    const reached: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      assert.equal(await run((reached.at(-1) ?? 0) + 1), 'SIGKILL');
      // The server may be at the commit that the killed process had asked for.
      await pause(300);
      reached.push(await read());
      assert.equal((await effective(store)).length, reached.at(-1), 'what is counted is stored');
    }
    assert.ok(reached.at(-1)! < LAST - FIRST + 1, `the kills came late: ${reached}`);
    assert.equal(await run(null), 0);
    const keys = (await effective(store)).map(({ recordKey }) => Number(recordKey));
    const wanted = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);
    assert.deepEqual(
      keys.sort((left, right) => left - right),
      wanted,
    );
    const [backfill] = await store.sourceBackfills.all();
    assert.equal(backfill?.events, wanted.length);
    assert.notEqual(backfill?.endedAt, null);
    assert.equal(
      await store.sources.state('shop', 'clicks'),
      null,
      'a sync still begins at the start',
    );
    await store.close();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`drop schema "${schema}" cascade`);
    await client.end();
    rmSync(folder, { recursive: true });
  },
);
