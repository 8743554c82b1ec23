import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type Listening, listen } from './support.ts';

const NOW = Date.parse('2025-06-01T12:00:00Z');
const SECRET = 'a-secret-of-the-till';
const ENCODED = `whsec_${Buffer.from('another secret').toString('base64')}`;

const sale = {
  event: {
    modality: 'transactions',
    type: 'purchase',
    at: 'at',
    user: { customer: 'customer' },
    item: 'sku',
    value: 'amount',
  },
};
const till = {
  id: 'till',
  connector: 'webhook',
  config: {
    secrets: [SECRET, ENCODED],
    streams: [{ name: 'sales' }, { name: 'orders', key: 'number', version: 'changed' }],
  },
  streams: [
    { name: 'sales', map: sale },
    { name: 'orders', map: sale },
  ],
};
const bought = (more: object = {}) => ({
  at: '2025-06-01T10:00:00Z',
  customer: 'ann',
  sku: 'p1',
  amount: 9.5,
  ...more,
});

describe('webhook', () => {
  let server: Listening;
  before(async () => {
    server = await listen([till], { clock: () => NOW });
  });
  after(() => server[Symbol.asyncDispose]());

  interface Signing {
    readonly id: string;
    readonly key?: Buffer;
    readonly at?: number;
    readonly signed?: string;
  }
  const deliver = async (path: string, value: unknown, signing: Signing) => {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    const { id, key = Buffer.from(SECRET), at = NOW, signed = body } = signing;
    const timestamp = String(Math.floor(at / 1000));
    const digest = createHmac('sha256', key)
      .update(`${id}.${timestamp}.${signed}`)
      .digest('base64');
    const response = await server.post(path, body, {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1a,unknown v1,${digest}`,
    });
    return { status: response.status, body: (await response.json()) as { errors?: unknown[] } };
  };
  const count = async () => (await server.events()).length;

  test('a signed delivery is mapped as declared, and counts once however often it is sent', async () => {
    assert.equal((await deliver('/sources/till/sales', bought(), { id: 'd1' })).status, 200);
    const [event] = await server.events();
    assert.deepEqual([event?.type, event?.value, event?.itemId], ['purchase', 9.5, 'p1']);
    assert.equal((await deliver('/sources/till/sales', bought(), { id: 'd1' })).status, 200);
    assert.equal(await count(), 1);
    const list = [bought({ sku: 'p2' }), bought({ sku: 'p3' })];
    const key = Buffer.from('another secret');
    assert.equal((await deliver('/sources/till/sales', list, { id: 'd2', key })).status, 200);
    assert.equal((await deliver('/sources/till/sales', list, { id: 'd2', key })).status, 200);
    assert.equal(await count(), 3);
  });

  test('what is not signed by the sender, or not now, is refused and changes nothing', async () => {
    const before = await count();
    const refusals: Signing[] = [
      { id: 'x1', key: Buffer.from('a guess') },
      { id: 'x2', at: NOW - 301_000 },
      { id: 'x3', at: NOW + 301_000 },
      { id: 'x4', signed: JSON.stringify(bought({ amount: 1 })) },
      { id: '' },
    ];
    for (const signing of refusals) {
      assert.equal((await deliver('/sources/till/sales', bought(), signing)).status, 401);
    }
    assert.equal((await server.post('/sources/till/sales', bought())).status, 401);
    // A replay under another id is not what was signed.
    const body = JSON.stringify(bought());
    const seconds = String(NOW / 1000);
    const signature = createHmac('sha256', SECRET).update(`d1.${seconds}.${body}`).digest('base64');
    const replay = await server.post('/sources/till/sales', body, {
      'webhook-id': 'd1-again',
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${signature}`,
    });
    assert.equal(replay.status, 401);
    assert.equal(await count(), before);
  });

  test('what cannot be mapped is a dead letter, named in the answer without its values', async () => {
    const list = [
      bought({ customer: null }),
      bought({ amount: 'a lot' }),
      7,
      bought({ sku: 'p9' }),
    ];
    const { status, body } = await deliver('/sources/till/sales', list, { id: 'd3' });
    assert.equal(status, 200);
    assert.equal(body.errors?.length, 3);
    assert.doesNotMatch(JSON.stringify(body), /a lot/);
    assert.equal(await server.store.deadLetters.count('till'), 3);
    assert.equal(
      (await deliver('/sources/till/orders', bought(), { id: 'd4' })).body.errors?.length,
      1,
    );
  });

  test('records with a key have versions: the newest counts, in whatever order they come', async () => {
    const order = (changed: string, amount: number) => bought({ number: 5, changed, amount });
    const send = (id: string, value: unknown) => deliver('/sources/till/orders', value, { id });
    await send('o2', order('2025-06-01T11:00:00Z', 20));
    await send('o1', order('2025-06-01T10:00:00Z', 10));
    const values = (await server.events()).filter(({ recordKey }) => recordKey === '5');
    assert.deepEqual(
      values.map(({ value }) => value),
      [20],
    );
  });

  test('unknown sources, unnamed streams and bad bodies are told what to do', async () => {
    assert.equal((await deliver('/sources/other', bought(), { id: 'e1' })).status, 404);
    assert.equal((await deliver('/sources/till', bought(), { id: 'e2' })).status, 404);
    assert.equal((await deliver('/sources/till/nothing', bought(), { id: 'e3' })).status, 404);
    assert.equal((await deliver('/sources/till/sales', '{"at":', { id: 'e4' })).status, 400);
    assert.deepEqual(server.faults, []);
  });
});
