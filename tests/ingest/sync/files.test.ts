import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfiguration } from '../../../config/index.ts';
import { ConnectorRegistry, filesConnector } from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest, type Ingest } from '../../../ingest/index.ts';
import type { Store } from '../../../store/index.ts';
import { onEveryStore } from '../../support/store.ts';
import { effective } from '../support.ts';

const connectors = new ConnectorRegistry([filesConnector]);
const CONFIGURATION = `sources:
  - id: shop
    connector: files
    config:
      streams:
        - { name: orders, path: orders.csv, key: order, version: updated }
        - { name: clicks, path: clicks.jsonl }
        - { name: empty, path: empty.csv }
    streams:
      - name: orders
        map:
          event:
            modality: transactions
            type: purchase
            at: { field: placed, format: dd.MM.yyyy HH:mm }
            timezone: Europe/Berlin
            user: { customer: customer }
            item: product
            value: { field: total, as: money, decimal: "," }
            attributes: { orderId: order }
          user:
            ids: { customer: customer, email: email }
            traits: { city: city }
      - name: clicks
        map:
          event:
            modality: browsing
            type: { field: kind, values: { pv: view, cart: cart } }
            at: { field: ms, format: epoch_ms }
            user: { email: email }
            item: product
      - name: empty
        map: { item: { id: sku } }
`;
const ORDERS = `order,updated,placed,customer,email,city,product,total
1,2025-03-01T10:00:00Z,01.03.2025 10:00,c1,a@x.example,Bonn,p1,"1.234,50 €"
2,2025-03-01T10:00:00Z,01.03.2025 11:00,c2,b@x.example,Köln,p2,"12,00 €"
3,2025-03-01T10:00:00Z,sometime,c2,b@x.example,Köln,p2,"12,00 €"
4,2025-03-01T10:00:00Z,01.03.2025 11:00,c2,b@x.example,Köln,p2,NaN
`;
const CLICKS = `{"kind":"pv","ms":1740823200000,"email":"a@x.example","product":"p1"}
{"kind":"pv","ms":1740823200000,"email":"a@x.
{"kind":"scroll","ms":1740823200000,"email":"a@x.example","product":"p1"}
`;

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portrait-files-'));
  await writeFile(path.join(folder, 'portrait.yaml'), CONFIGURATION);
  await writeFile(path.join(folder, 'clicks.jsonl'), CLICKS);
  await writeFile(path.join(folder, 'empty.csv'), '');
});
after(() => rm(folder, { recursive: true }));

function ingestOf(store: Store): Ingest {
  const modalities = defaultModalities();
  const log = (): void => undefined;
  return createIngest(store, { modalities, connectors, clock: Date.now, baseFolder: folder, log });
}

onEveryStore('files', (open) => {
  test('portrait.yaml, CSV and JSON lines: from the file to the user, late rows and bad ones', async () => {
    await writeFile(path.join(folder, 'orders.csv'), ORDERS);
    const { sources } = await loadConfiguration(path.join(folder, 'portrait.yaml'), { connectors });
    const store = await open();
    const ingest = ingestOf(store);
    const report = await ingest.sync(sources[0]!);
    assert.equal(report.failure, null);
    assert.deepEqual(report.byReason, {
      time_unparseable: 1,
      number_not_finite: 1,
      unreadable: 1,
      name_unmapped: 1,
    });
    const user = await store.users.find({ kind: 'customer', value: 'c1' });
    const events = (await store.events.ofUsers([user!])).get(user!)!;
    assert.deepEqual(
      events.map(({ type, at, value, itemId }) => [
        type,
        new Date(at).toISOString(),
        value,
        itemId,
      ]),
      [
        ['purchase', '2025-03-01T09:00:00.000Z', 1234.5, 'p1'],
        ['view', '2025-03-01T10:00:00.000Z', null, 'p1'],
      ],
      'the click by e-mail and the order by customer number are one user',
    );
    assert.deepEqual((await store.users.traits([user!])).get(user!), { city: 'Bonn' });
    await appendFile(
      path.join(folder, 'orders.csv'),
      '2,2025-03-02T10:00:00Z,01.03.2025 11:00,c2,b@x.example,Köln,p2,"10,00 €"\n',
    );
    const second = await ingest.sync(sources[0]!);
    assert.deepEqual([second.records, second.events], [1, 1]);
    const values = (await effective(store)).map(({ recordKey, value }) => [recordKey, value]);
    assert.ok(values.some(([key, value]) => key === '2' && value === 10));
    assert.equal(values.length, 3);
    await store.close();
  });

  test('a file with other columns than the mapping reads', async () => {
    await writeFile(path.join(folder, 'orders.csv'), 'order,when,who\n1,2025-03-01,c1\n');
    const { sources } = await loadConfiguration(path.join(folder, 'portrait.yaml'), { connectors });
    const store = await open();
    const source = { ...sources[0]!, streams: sources[0]!.streams.slice(0, 1) };
    const report = await ingestOf(store).sync(source);
    assert.deepEqual([report.events, report.byReason], [0, { time_missing: 1 }]);
    const [letter] = (await store.deadLetters.page('shop', { first: 1 })).rows;
    assert.match(letter!.row.message, /Field `placed` has no value\.$/);
    await store.close();
  });

  test('no such file', async () => {
    const store = await open();
    await rm(path.join(folder, 'orders.csv'), { force: true });
    const { sources } = await loadConfiguration(path.join(folder, 'portrait.yaml'), { connectors });
    const report = await ingestOf(store).sync(sources[0]!);
    assert.equal(report.failure?.stream, 'orders');
    assert.equal(report.failure?.action, 'mend-config');
    assert.match(report.failure?.message ?? '', /orders\.csv/);
    await store.close();
  });
});
