import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { Upkeep } from '../../store/embedded/upkeep.ts';

test('the log that a start after a kill reads again is bounded', async () => {
  const database = await PGlite.create();
  const mostBytes = 2 ** 17;
  const upkeep = await Upkeep.begin(database, { checkpointBytes: mostBytes });
  await database.exec('create table filled (filler text)');
  let most = 0;
  for (let commit = 0; commit < 160; commit += 1) {
    await database.query('insert into filled select md5(i::text) from generate_series(1, 40) i');
    await upkeep.afterCommit();
    most = Math.max(most, await logSince(database));
  }
  await database.close();
  assert.ok(most > mostBytes, 'there was never as much log as makes one');
  assert.ok(most < 6 * mostBytes, `${most} bytes of log`);
});

test('rows that are replaced again and again take no more room than a few versions of each', async () => {
  const database = await PGlite.create();
  await database.exec('create table kept (id int primary key, filler text not null)');
  const upkeep = await Upkeep.begin(database, { vacuumBytes: 2 ** 20 });
  // Not to be pressed together, and two rows fill a page: as large as profiles are.
  const filler = "(select string_agg(md5(i::text || $1), '') from generate_series(1, 120) i)";
  const rows = 40;
  for (let version = 0; version < 200; version += 1) {
    await database.query(
      `insert into kept select id, ${filler} from generate_series(1, ${rows}) id
        on conflict (id) do update set filler = excluded.filler`,
      [`${version}`],
    );
    await upkeep.afterCommit();
  }
  const { rows: found } = await database.query<{ bytes: number }>(
    "select pg_total_relation_size('kept')::float8 as bytes",
  );
  await database.close();
  const one = 2 ** 13;
  assert.ok(found[0]!.bytes < 60 * rows * one, `${found[0]!.bytes} bytes for ${rows} rows`);
});

test('a vacuum that fails keeps no checkpoint back', async () => {
  const database = await PGlite.create();
  const upkeep = await Upkeep.begin(database, { checkpointBytes: 2 ** 12, vacuumBytes: 2 ** 12 });
  await database.exec('create table filled as select md5(i::text) from generate_series(1, 1000) i');
  const before = await logSince(database);
  // Inside of a transaction no vacuum runs.
  await database.exec('begin');
  const looks = await Promise.allSettled(Array.from({ length: 32 }, () => upkeep.afterCommit()));
  await database.exec('rollback');
  const after = await logSince(database);
  await database.close();
  assert.equal(looks.filter(({ status }) => status === 'rejected').length, 1);
  assert.ok(after < before / 2, `${after} bytes of log of ${before}`);
});

test('tables take turns with whoever comes between, and one that is gone keeps none back', async () => {
  const database = await PGlite.create();
  await database.exec(
    'create table one (id int); create table other (id int); create table gone (id int)',
  );
  const names = ['one', 'gone', 'other'];
  const upkeep = await Upkeep.begin(database, { vacuumBytes: 1 });
  for (const name of names) {
    await database.exec(`insert into ${name} select generate_series(1, 500); delete from ${name}`);
  }
  const vacuumed: string[] = [];
  const exec = database.exec.bind(database);
  database.exec = async (sql: string) => {
    if (sql.startsWith('vacuum')) {
      vacuumed.push(sql);
      // As long as a large table takes.
      await sleep(11);
      if (sql === 'vacuum public.gone') await exec('drop table gone');
    }
    return exec(sql);
  };
  let failed = 0;
  let most = 0;
  for (let commit = 0; commit < 300; commit += 1) {
    const before = vacuumed.length;
    await upkeep.afterCommit().catch(() => {
      failed += 1;
    });
    most = Math.max(most, vacuumed.length - before);
    if (vacuumed.includes('vacuum public.one')) break;
  }
  const { rows } = await database.query<{ pages: number }>(
    "select (pg_relation_size('one') + pg_relation_size('other'))::int as pages",
  );
  await database.close();
  assert.deepEqual([most, failed], [1, 1]);
  assert.equal(rows[0]!.pages, 0);
});

/** How much has been written to the log since the last checkpoint. */
async function logSince(database: PGlite): Promise<number> {
  const { rows } = await database.query<{ bytes: number }>(
    `select (pg_current_wal_lsn() - redo_lsn)::float8 as bytes from pg_control_checkpoint()`,
  );
  return rows[0]!.bytes;
}
