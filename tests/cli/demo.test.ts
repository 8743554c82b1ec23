import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { documentOf, portrait, temporaryFolder } from './run-portrait.ts';

interface Demo {
  readonly folder: string;
  readonly users: number;
}

test('demo makes a shop, reuses it, and does not mix it with another', async (t) => {
  const folder = temporaryFolder(t);
  const demo = (...args: string[]) => portrait(folder, ['demo', '--json', ...args]);
  const first = await demo('--users', '60');
  assert.equal(first.exitCode, 0, first.err);
  const shop = documentOf<Demo>(first);
  assert.equal(shop.users, 60);
  assert.equal(shop.folder, path.join(folder, '.portrait/demo'));
  assert.match(first.err, /Making the demo shop: done/);

  const again = await demo('--users', '60');
  assert.deepEqual(documentOf(again), shop);
  assert.doesNotMatch(again.err, /Making/);

  const other = await demo('--users', '61');
  assert.equal(other.exitCode, 2);
  assert.match(other.err, /--fresh/);

  const mine = path.join(shop.folder, 'mine.txt');
  writeFileSync(mine, 'kept');
  const fresh = await demo('--users', '61', '--fresh');
  assert.equal(documentOf<Demo>(fresh).users, 61);
  assert.ok(existsSync(mine), 'only what belongs to the demo is deleted');
});

test("the demo's sources can be checked and discovered without naming its configuration", async (t) => {
  const folder = temporaryFolder(t);
  await portrait(folder, ['demo', '--users', '60']);
  const check = await portrait(folder, ['source', 'check', '--json']);
  assert.equal(check.exitCode, 0, check.err);
  const { sources } = documentOf<{ sources: { source: string; ok: boolean }[] }>(check);
  assert.equal(sources.length, 6);
  assert.ok(sources.every(({ ok }) => ok));
  const unknown = await portrait(folder, ['source', 'check', 'order']);
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.err, /Did you mean "orders"/);
  const discover = await portrait(folder, ['source', 'discover', 'pings', '--json']);
  const [found] = documentOf<{
    sources: { streams: { name: string; primaryKey: string[]; fields: { name: string }[] }[] }[];
  }>(discover).sources;
  assert.deepEqual(found!.streams[0]!.primaryKey, ['ping_id']);
  assert.ok(found!.streams[0]!.fields.some(({ name }) => name === 'latitude'));
});
