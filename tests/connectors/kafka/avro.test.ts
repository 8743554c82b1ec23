import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import avro from 'avsc';
import { kafkaConfig } from '../../../connectors/kafka/config.ts';
import { avroType, decodeAvro } from '../../../connectors/kafka/decode/avro.ts';
import { kafkaConnector } from '../../../connectors/kafka/kafka-connector.ts';
import { TestTopic } from '../../support/kafka.ts';
import { requireService } from '../../support/services.ts';
import { readAll, testContext } from '../support.ts';

const { skip, facts } = requireService('kafka');

const view = {
  type: 'record',
  name: 'View',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'user', type: ['null', 'string'], default: null },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  ],
} as const;
const written = avro.Type.forSchema(view as unknown as avro.Schema);
const bytes = (id: number) => written.toBuffer({ id, user: `u${id}`, at: 1_700_000_000_000 });
const headed = (schemaId: number, body: Buffer) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(schemaId, 1);
  return Buffer.concat([head, body]);
};

describe('avro values', () => {
  it('become JSON of every type', () => {
    const schema = {
      type: 'record',
      name: 'All',
      fields: [
        { name: 'big', type: 'long' },
        { name: 'raw', type: 'bytes' },
        { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
        { name: 'day', type: { type: 'int', logicalType: 'date' } },
        { name: 'at', type: ['null', { type: 'long', logicalType: 'timestamp-micros' }] },
        { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['A', 'B'] } },
        { name: 'tags', type: { type: 'array', items: 'string' } },
        { name: 'more', type: { type: 'map', values: 'double' } },
        { name: 'either', type: ['string', 'int'] },
        { name: 'inner', type: ['null', { type: 'record', name: 'Inner', fields: [] }] },
      ],
    };
    // Written by a type without our own readings, as another program would.
    const longs = avro.types.LongType.__with({
      fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
      toBuffer: (value: bigint | number) => {
        const buffer = Buffer.alloc(8);
        buffer.writeBigInt64LE(BigInt(value));
        return buffer;
      },
      fromJSON: BigInt,
      toJSON: String,
      isValid: (value: unknown) => typeof value === 'bigint' || typeof value === 'number',
      compare: () => 0,
    });
    const writer = avro.Type.forSchema(schema as avro.Schema, {
      ...{ registry: { long: longs }, wrapUnions: 'never' },
    });
    const value = {
      ...{ big: 2n ** 60n + 1n, raw: Buffer.from([0, 255]), price: Buffer.from('ff85', 'hex') },
      ...{ day: 20_000, at: 1_700_000_000_123_456, kind: 'B', tags: ['x'], more: { a: 0.5 } },
      ...{ either: 7, inner: {} },
    };
    assert.deepEqual(decodeAvro(avroType(JSON.stringify(schema)), writer.toBuffer(value)), {
      ...{ big: '1152921504606846977', raw: 'AP8=', price: -1.23, day: '2024-10-04' },
      ...{ at: '2023-11-14T22:13:20.123Z', kind: 'B', tags: ['x'], more: { a: 0.5 } },
      ...{ either: 7, inner: {} },
    });
  });
});

describe('kafka connector with Avro', { skip }, () => {
  let folder: string;
  let server: Server;
  let url: string;
  let answers: (request: IncomingMessage) => { status: number; body: object };
  const asked: string[] = [];
  const topics: TestTopic[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portrait-avro-'));
    await writeFile(path.join(folder, 'view.avsc'), JSON.stringify(view));
    await writeFile(path.join(folder, 'broken.avsc'), '{"type":"nothing"}');
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const { status, body } = answers(request);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    await Promise.all(topics.map((topic) => topic.close()));
    await rm(folder, { recursive: true });
  });

  async function topicWith(values: readonly Buffer[]): Promise<TestTopic> {
    const topic = await TestTopic.create(facts!.brokers);
    topics.push(topic);
    await topic.send(values.map((value) => ({ value })));
    return topic;
  }
  const settings = ({ brokers, group, name }: TestTopic, stream: object, registry?: object) =>
    kafkaConfig.parse({
      ...{ brokers, group, sessionTimeoutMs: 6000, ...(registry && { registry }) },
      streams: [{ name: 'views', topic: name, format: 'avro', ...stream }],
    });
  const read = async (config: ReturnType<typeof settings>) =>
    (await readAll(kafkaConnector, config, 'views', null, testContext({ baseFolder: folder })))
      .filter(({ type }) => type === 'record' || type === 'reject')
      .map((one) => {
        if (one.type === 'reject') return `${one.position.split('@')[1]}: ${one.reason}`;
        return one.type === 'record' ? one.data.id : null;
      });

  it('reads with a schema file; what does not fit it is a dead letter', async () => {
    const topic = await topicWith([bytes(1), Buffer.from([1]), bytes(2), headed(1, bytes(3))]);
    const config = settings(topic, { schema: 'view.avsc' });
    const misfit = 'The value does not fit its Avro schema.';
    assert.deepEqual(await read(config), [1, `1: ${misfit}`, 2, `3: ${misfit}`]);
    const context = testContext({ baseFolder: folder });
    const [found] = await kafkaConnector.discover(config, context);
    assert.deepEqual(found?.fields[2], { name: 'at', type: 'string', nullable: false });
    const broken = await kafkaConnector.check(settings(topic, { schema: 'broken.avsc' }), context);
    assert.equal(broken.message, 'Stream "views": broken.avsc is no Avro schema.');
  });

  it('asks a registry for each schema once, signed in, with what a schema refers to', async () => {
    const nested = {
      ...{ type: 'record', name: 'Wrapped' },
      fields: [
        { name: 'id', type: 'int' },
        { name: 'view', type: 'View' },
      ],
    };
    const wrapped = avro.Type.forSchema(nested as never, { registry: { View: written } as never });
    const inner = written.clone({ id: 9, user: null, at: 0 }, { wrapUnions: true } as never);
    answers = ({ url: place, headers }) => {
      const basic = `Basic ${Buffer.from('reader:hidden-word').toString('base64')}`;
      if (headers.authorization !== basic) return { status: 401, body: {} };
      const references = [{ name: 'View', subject: 'a/b', version: 3 }];
      if (place === '/schemas/ids/1')
        return { status: 200, body: { schema: JSON.stringify(view) } };
      if (place === '/schemas/ids/2')
        return { status: 200, body: { schema: JSON.stringify(nested), references } };
      if (place === '/subjects/a%2Fb/versions/3')
        return { status: 200, body: { schema: JSON.stringify(view) } };
      if (place === '/schemas/ids/3')
        return { status: 200, body: { schema: 'syntax = "proto3";', schemaType: 'PROTOBUF' } };
      return { status: 404, body: { error_code: 40403 } };
    };
    const topic = await topicWith([
      ...[headed(1, bytes(1)), headed(1, bytes(2)), headed(404, bytes(3)), headed(404, bytes(4))],
      ...[headed(3, bytes(5)), headed(2, wrapped.toBuffer({ id: 6, view: inner })), bytes(7)],
    ]);
    const registry = { url: `${url}/`, user: 'reader', password: 'hidden-word' };
    asked.length = 0;
    assert.deepEqual(await read(settings(topic, {}, registry)), [
      ...[1, 2],
      '2: The schema registry does not know schema 404.',
      '3: The schema registry does not know schema 404.',
      '4: In the registry schema 3 is PROTOBUF, not Avro.',
      6,
      '6: The value names no schema: it was not written through a registry.',
    ]);
    assert.deepEqual(asked, [
      ...['/schemas/ids/1', '/schemas/ids/404', '/schemas/ids/3', '/schemas/ids/2'],
      '/subjects/a%2Fb/versions/3',
    ]);
    const good = await kafkaConnector.check(settings(topic, {}, registry), testContext());
    assert.equal(good.ok, true, good.message);
    const wrong = settings(topic, {}, { url, token: 'hidden-word' });
    const { ok, message } = await kafkaConnector.check(wrong, testContext());
    assert.equal(ok, false);
    assert.match(message, /registry at .* does not let us in \(401\)/);
    assert.doesNotMatch(message, /hidden-word/);
  });

  it('waits for a registry that is away, and keeps the message for later', async () => {
    let tries = 0;
    answers = () => {
      tries += 1;
      if (tries < 3) return { status: 503, body: {} };
      return { status: 200, body: { schema: JSON.stringify(view) } };
    };
    const topic = await topicWith([headed(1, bytes(1))]);
    assert.deepEqual(await read(settings(topic, {}, { url })), [1]);
    assert.equal(tries, 3);
  });
});
