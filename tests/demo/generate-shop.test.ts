import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { FLAWS, generateShop, type ShopSummary } from '../../demo/index.ts';
import { clickLines, clicks, csvRows, orders, pings, truthOf } from './shop-files.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'portrait-demo-'));
let shop: ShopSummary;

before(async () => {
  shop = await generateShop({ seed: 7, users: 700, folder: path.join(root, 'shop') });
});
after(() => rmSync(root, { recursive: true, force: true }));

function hashOf({ folder, files }: ShopSummary): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex');
}

function share(part: number, whole: number, expected: number): void {
  const found = part / whole;
  const deviation = Math.sqrt((expected * (1 - expected)) / whole);
  assert.ok(
    Math.abs(found - expected) < 5 * deviation,
    `share ${found.toFixed(5)}, expected ${expected}`,
  );
}

test('the same seed gives the same files, another seed gives others', async () => {
  const make = (name: string, seed: number): Promise<ShopSummary> =>
    generateShop({ seed, users: 90, folder: path.join(root, name) });
  const first = await make('first', 3);
  const again = await make('again', 3);
  const other = await make('other', 4);
  assert.equal(hashOf(first), hashOf(again));
  assert.notEqual(hashOf(first), hashOf(other));
  assert.equal(hashOf(await make('first', 3)), hashOf(first), 'a second run into the same folder');
});

test('one user is a shop too, and a nonsensical number is refused', async () => {
  const tiny = await generateShop({ seed: 1, users: 1, folder: path.join(root, 'tiny') });
  assert.equal(truthOf(tiny).users.length, 1);
  for (const users of [0, -1, 2.5, Number.NaN, 1e9]) {
    await assert.rejects(generateShop({ seed: 1, users, folder: root }), RangeError);
  }
});

test('rows are as many as the summary says, 55 to 90 events a user', async () => {
  assert.equal(clickLines(shop).length, shop.rows.clicks);
  assert.equal(orders(shop).length, shop.rows.orders);
  assert.equal((await pings(shop)).length, shop.rows.pings);
  assert.equal(csvRows(path.join(shop.folder, 'friends.csv')).length, shop.rows.friends);
  assert.equal(csvRows(path.join(shop.folder, 'customers.csv')).length, shop.rows.customers);
  assert.equal(csvRows(path.join(shop.folder, 'places.csv')).length, shop.places);
  const items = csvRows(path.join(shop.folder, 'items.csv'));
  assert.equal(new Set(items.map(({ sku }) => sku)).size, shop.items);
  assert.equal(new Set(items.map(({ category }) => category!.split(' > ')[0])).size, 12);
  const { clicks, orders: lines, pings: seen, friends } = shop.rows;
  const perUser = (clicks + lines + seen + 2 * friends) / shop.users;
  assert.ok(perUser > 55 && perUser < 90, `${perUser} events a user`);
});

test('clicks have the stated flaws in the stated shares', () => {
  const lines = clickLines(shop);
  const rows = clicks(shop);
  share(lines.length - rows.length, lines.length, FLAWS.malformed);
  const keys = new Set(rows.map(({ id }) => id));
  share(rows.length - keys.size, rows.length, FLAWS.duplicated);
  const withItem = rows.filter(({ sku }) => sku !== undefined);
  const known = new Set(csvRows(path.join(shop.folder, 'items.csv')).map(({ sku }) => sku!));
  share(withItem.filter(({ sku }) => !known.has(sku!)).length, withItem.length, FLAWS.unknownItem);
  share(rows.filter(({ time }) => time.startsWith('206')).length, rows.length, FLAWS.future);
  const ids = ({ visitor }: (typeof rows)[number]) => visitor.anonymous_id ?? visitor.customer_id;
  share(rows.filter((row) => ids(row) === null).length, rows.length, FLAWS.nobody);
  const offsets = new Set(rows.map(({ time }) => time.replace(/^.*\d\d\.\d{3}/, '')));
  for (const offset of ['Z', '+01:00', '+02:00', '-05:00', '+09:00'])
    assert.ok(offsets.has(offset));
  let latest = 0;
  let behind = 0;
  for (const { time } of rows.filter((row) => !row.time.startsWith('206'))) {
    const at = Date.parse(time);
    if (latest - at > 3_600_000) behind++;
    latest = Math.max(latest, at);
  }
  share(behind, rows.length, FLAWS.late);
});

test('orders have refunds, corrections with a newer time, malformed and duplicated lines', () => {
  const rows = orders(shop);
  const versions = new Map<string, Set<string>>();
  for (const { order_id, line, kind, updated_at } of rows) {
    const key = `${order_id}/${line}/${kind}`;
    versions.set(key, (versions.get(key) ?? new Set()).add(updated_at ?? ''));
  }
  const corrected = [...versions.values()].filter((times) => times.size > 1).length;
  assert.ok(corrected > 0.01 * versions.size && corrected < 0.04 * versions.size);
  assert.ok(rows.some(({ kind }) => kind === 'refund'));
  assert.ok(rows.some(({ line_total }) => line_total === 'n/a'));
  assert.ok(rows.some(({ ordered_at }) => ordered_at === undefined));
  assert.ok(rows.length > versions.size + corrected, 'some rows come twice');
});

test('pings, customers and friends have theirs', async () => {
  const seen = await pings(shop);
  share(seen.filter(({ latitude }) => latitude > 90).length, seen.length, FLAWS.malformed);
  share(
    seen.length - new Set(seen.map(({ ping_id }) => ping_id)).size,
    seen.length,
    FLAWS.duplicated,
  );
  share(seen.filter(({ customer_id }) => customer_id === null).length, seen.length, 0.12);
  const customers = csvRows(path.join(shop.folder, 'customers.csv'));
  share(customers.filter(({ birth_year }) => birth_year === '').length, customers.length, 0.2);
  const friends = csvRows(path.join(shop.folder, 'friends.csv'));
  assert.ok(friends.some(({ removed }) => removed === 'true'));
  const ids = new Set(customers.map(({ customer_id }) => customer_id));
  const unknown = friends.filter(({ customer_b }) => !ids.has(customer_b));
  share(unknown.length, friends.length, FLAWS.unknownItem);
});
