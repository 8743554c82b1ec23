import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { httpConnector, type JsonObject, PushRefusal } from '../../../connectors/index.ts';

const KEY = 'a-key-for-this-test';
const config = httpConnector.spec.config.parse({ writeKeys: [KEY] });
const NOW = Date.parse('2025-06-01T12:00:00Z');

function receive(body: JsonObject, stream: string | null = 'track', receivedAt = NOW) {
  const bytes = Buffer.from(JSON.stringify({ writeKey: KEY, ...body }));
  return httpConnector.receive(config, { stream, headers: {}, body: bytes, receivedAt });
}

function said(body: JsonObject, stream: string | null = 'track', receivedAt = NOW): JsonObject {
  const { message } = receive(body, stream, receivedAt)[0]!;
  assert.ok(message.type !== 'reject');
  return message.data;
}

describe('messages of the tracking API', () => {
  test('a wrong clock is put right: receivedAt - (sentAt - originalTimestamp)', () => {
    const timeOf = (body: JsonObject) => said({ userId: 'a', event: 'x', ...body }).timestamp;
    const original = '2031-01-01T00:00:00.000Z';
    assert.equal(
      timeOf({ originalTimestamp: original, sentAt: '2031-01-01T00:00:10.000Z' }),
      '2025-06-01T11:59:50.000Z',
    );
    assert.equal(
      timeOf({ timestamp: original, sentAt: '2031-01-01T01:00:30+01:00' }),
      '2025-06-01T11:59:30.000Z',
    );
    assert.equal(timeOf({ timestamp: '2025-05-01T00:00:00Z' }), '2025-05-01T00:00:00.000Z');
    assert.equal(timeOf({}), '2025-06-01T12:00:00.000Z');
    assert.equal(timeOf({ timestamp: '2025-05-01T00:00:00' }), '2025-05-01T00:00:00');
  });

  test('what a batch says of all is under what an item says itself', () => {
    const batch = {
      context: { ip: '10.0.0.1', library: { name: 'batch' } },
      integrations: { All: true, Mail: false },
      batch: [
        { type: 'track', userId: 'a', event: 'x', context: { library: { name: 'item' } } },
        { type: 'track', userId: 'a', event: 'y', integrations: { Mail: true } },
      ],
    };
    const [first, second] = receive(batch as unknown as JsonObject, null).map(({ message }) =>
      message.type === 'reject' ? {} : message.data,
    );
    assert.deepEqual(first!.context, { ip: '10.0.0.1', library: { name: 'item' } });
    assert.deepEqual(first!.integrations, { All: true, Mail: false });
    assert.deepEqual(second!.integrations, { All: true, Mail: true });
  });

  test('a message without an id is the same when it is sent again, unless it has no time either', () => {
    const idOf = (body: JsonObject, at = NOW) => receive(body, 'track', at)[0]!.id;
    const timed = { userId: 'a', event: 'x', timestamp: '2025-05-01T00:00:00Z' };
    assert.equal(idOf({ ...timed, sentAt: '2025-06-01T12:00:00Z' }), idOf(timed, NOW + 5000));
    assert.notEqual(idOf(timed), idOf({ ...timed, event: 'y' }));
    const untimed = { userId: 'a', event: 'x' };
    assert.notEqual(idOf(untimed), idOf(untimed, NOW + 1));
  });

  test('all that is told of one order has one key, and no message can pass for an order', () => {
    const keyOf = (body: JsonObject) => {
      const { message, once } = receive({ userId: 'a', ...body })[0]!;
      return message.type === 'reject' ? null : [message.type, message.key, once];
    };
    const properties = { order_id: 7 };
    assert.deepEqual(keyOf({ event: 'Order Completed', properties }), ['record', 'order:7', false]);
    assert.deepEqual(keyOf({ event: 'order_updated', properties }), ['record', 'order:7', false]);
    assert.deepEqual(keyOf({ event: 'Order Cancelled', properties }), [
      'tombstone',
      'order:7',
      false,
    ]);
    const sly = keyOf({ event: 'Signed Up', messageId: 'order:7' });
    assert.deepEqual(sly, ['record', 'message:order:7', true]);
  });

  test('nothing but a known key gets in', () => {
    assert.throws(() => receive({ writeKey: 'guess' }), PushRefusal);
    assert.throws(() => receive({ writeKey: '' }), PushRefusal);
    assert.throws(() => receive({}, 'tarck'), PushRefusal);
  });
});
