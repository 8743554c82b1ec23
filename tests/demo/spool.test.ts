import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Random } from '../../demo/random.ts';
import { DAY, SHOP_DAYS, SHOP_END, SHOP_START } from '../../demo/time.ts';
import { Spool } from '../../demo/write/spool.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'portrait-spool-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('rows come out by arrival, the same from disk as from memory', () => {
  const folder = path.join(root, 'heaps');
  const onDisk = new Spool(folder, 50);
  const inMemory = new Spool(path.join(root, 'unused'));
  const random = new Random('spool');
  for (let row = 0; row < 1000; row++) {
    // Rows before the first and after the last day come with that day.
    const at = Math.floor(random.between(SHOP_START - 2 * DAY, SHOP_END + 2 * DAY));
    onDisk.add(at, `${at} ${row}`);
    inMemory.add(at, `${at} ${row}`);
  }
  assert.ok(existsSync(folder));
  const expected = [...inMemory.days()];
  assert.deepEqual([...onDisk.days()], expected);
  assert.equal(expected.length, SHOP_DAYS);
  const times = expected.flatMap(({ rows }) => rows.map((row) => Number(row.split(' ')[0])));
  assert.equal(times.length, 1000);
  assert.deepEqual(
    times,
    times.toSorted((left, right) => left - right),
  );
  assert.equal(existsSync(folder), false);
});
