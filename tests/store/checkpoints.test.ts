import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { Checkpoints } from '../../store/embedded/checkpoints.ts';

test('the log that a start after a kill reads again is bounded', async () => {
  const database = await PGlite.create();
  const since = async (): Promise<number> => {
    const { rows } = await database.query<{ bytes: number }>(
      `select (pg_current_wal_lsn() - redo_lsn)::float8 as bytes from pg_control_checkpoint()`,
    );
    return rows[0]!.bytes;
  };
  const mostBytes = 2 ** 17;
  const checkpoints = await Checkpoints.begin(database, mostBytes);
  await database.exec('create table filled (filler text)');
  let most = 0;
  for (let commit = 0; commit < 160; commit += 1) {
    await database.query('insert into filled select md5(i::text) from generate_series(1, 40) i');
    await checkpoints.afterCommit();
    most = Math.max(most, await since());
  }
  await database.close();
  assert.ok(most > mostBytes, 'there was never as much log as makes one');
  assert.ok(most < 6 * mostBytes, `${most} bytes of log`);
});
