import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { kafkaConfig } from '../../../connectors/kafka/config.ts';
import { kafkaConnector } from '../../../connectors/kafka/kafka-connector.ts';
import { TestTopic } from '../../support/kafka.ts';
import { requireKafkaTls, requireService } from '../../support/services.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

const { skip, facts } = requireService('kafka');
const sasl = requireService('kafka-sasl');
const secure = requireKafkaTls();

describe('kafka connector', { skip }, () => {
  let topic: TestTopic;
  const settings = (of: TestTopic, stream: object = {}, fields: object = {}) =>
    kafkaConfig.parse({
      ...{ brokers: of.brokers, group: of.group, sessionTimeoutMs: 6000 },
      ...{ streams: [{ name: 'clicks', topic: of.name, ...stream }], ...fields },
    });
  const create = (options: Parameters<typeof TestTopic.create>[1] = {}) =>
    TestTopic.create(facts!.brokers, options);

  before(async () => {
    topic = await create({ partitions: 3 });
    await topic.send(
      Array.from({ length: 1200 }, (_, index) => ({
        ...{ partition: index % 3, key: `u${index % 7}`, value: { id: index, item: `i${index}` } },
        ...{ timestamp: Date.UTC(2026, 0, 1) + index * 1000 },
      })),
    );
  });
  after(() => topic.close());

  it('gives every message once, with its place, time, key and headers', async () => {
    await using other = await disposable(create());
    await other.send([
      ...[{ key: 'u1', value: { a: 1 }, headers: { trace: 't1' }, timestamp: 1_700_000_000_123 }],
      ...[{ value: '[1,9007199254740993]' }, { value: '"text"' }],
    ]);
    const messages = await readAll(kafkaConnector, settings(other), 'clicks');
    const [first, second, third] = messages.filter(({ type }) => type === 'record');
    assert.deepEqual(first, {
      type: 'record',
      stream: 'clicks',
      key: `${other.name}-0@0`,
      version: '0'.repeat(20),
      data: {
        a: 1,
        ...{ _partition: 0, _offset: 0, _key: 'u1', _headers: { trace: 't1' } },
        _timestamp: '2023-11-14T22:13:20.123Z',
      },
    });
    assert.deepEqual(second?.type === 'record' && second.data.value, [1, '9007199254740993']);
    assert.deepEqual(third?.type === 'record' && third.data.value, 'text');
    const { offset } = (lastState(messages) as Record<string, { offset: number }>)[0]!;
    assert.equal(offset, 3);
  });

  it('loses and doubles nothing when killed at any state', async () => {
    const config = settings(topic);
    const whole = await readAll(kafkaConnector, config, 'clicks');
    assert.equal(whole.filter(({ type }) => type === 'record').length, 1200);
    const expected = applied(whole);
    const states = whole.flatMap((message, index) => (message.type === 'state' ? [index] : []));
    assert.ok(states.length >= 3);
    const waiting = (index: number) => {
      const members = Object.values(lastState(whole.slice(0, index + 1)) as object);
      return members.reduce((sum, member) => sum + (member.waiting ?? 0), 0);
    };
    assert.equal(waiting(states.at(-1)!), 0, 'at the end nothing waits any more');
    for (const index of [states[0]!, states[1]!, states.at(-1)!]) {
      const state = lastState(whole.slice(0, index + 1));
      const rest = await readAll(kafkaConnector, config, 'clicks', state);
      assert.deepEqual(applied(rest, applied(whole.slice(0, index))), expected);
    }
    const nothing = await readAll(kafkaConnector, config, 'clicks', lastState(whole));
    assert.deepEqual(nothing.filter(({ type }) => type === 'record').length, 0);
  });

  it('begins a partition that was never read at the end, or at an instant', async () => {
    const latest = await readAll(kafkaConnector, settings(topic, { start: 'latest' }), 'clicks');
    assert.deepEqual(
      Object.values(lastState(latest) as object).map(({ offset }) => offset),
      [400, 400, 400],
    );
    assert.equal(latest.filter(({ type }) => type === 'record').length, 0);
    const start = new Date(Date.UTC(2026, 0, 1) + 900_000).toISOString();
    const rest = await readAll(kafkaConnector, settings(topic, { start }), 'clicks');
    assert.equal(rest.filter(({ type }) => type === 'record').length, 300);
  });

  it('a later message of a key replaces the earlier one, one without a value deletes it', async () => {
    await using other = await disposable(create({ configs: { 'cleanup.policy': 'compact' } }));
    await other.send([
      ...[
        { key: 'a', value: { n: 1 } },
        { key: 'b', value: { n: 2 } },
        { key: 'a', value: null },
      ],
      ...[
        { key: 'b', value: { n: 3 } },
        { value: { n: 4 }, partition: 0 },
      ].slice(0, 1),
    ]);
    const config = settings(other, { key: 'message' });
    const messages = await readAll(kafkaConnector, config, 'clicks');
    const tombstone = messages.find(({ type }) => type === 'tombstone');
    assert.deepEqual(tombstone?.type === 'tombstone' && [tombstone.key, tombstone.version], [
      'a',
      '00000000000000000002',
    ]);
    const held = applied(messages);
    assert.match(held.get('a')!, /tombstone/);
    assert.match(held.get('b')!, /"n":3/);
    const byField = await readAll(kafkaConnector, settings(other, { key: ['n'] }), 'clicks');
    assert.deepEqual(
      byField.map((one) => (one.type === 'record' ? one.key : one.type)).slice(1, 5),
      ['1', '2', 'reject', '3'],
    );
  });

  it('names the place of what cannot be read, and reads on', async () => {
    await using other = await disposable(create());
    await other.send([
      ...[{ value: '{"a":' }, { value: Buffer.from([0xff, 0xfe]) }, { value: null }],
      ...[{ value: { a: 'x'.repeat(500) } }, { value: { a: 1 } }],
      { value: Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), Buffer.from('{"a":2}')]) },
    ]);
    const config = settings(other, {}, { maxMessageBytes: 100 });
    const messages = await readAll(kafkaConnector, config, 'clicks');
    const rejects = messages.flatMap((one) =>
      one.type === 'reject' ? [[one.position, one.reason.slice(0, 40)]] : [],
    );
    assert.deepEqual(rejects, [
      [`${other.name}-0@0`, 'The value is not JSON.'],
      [`${other.name}-0@1`, 'The value is not UTF-8 text.'],
      [`${other.name}-0@2`, 'The message has no value. Where that del'],
      [`${other.name}-0@3`, 'The value has 508 bytes, more than `maxM'],
    ]);
    const records = messages.flatMap((one) => (one.type === 'record' ? [one.data.a ?? null] : []));
    assert.deepEqual(records, [1, 2]);
  });

  it('leaves out what was written in transactions that were aborted', async () => {
    await using other = await disposable(create());
    const of = (commit: boolean, ...values: number[]) => ({
      commit,
      messages: values.map((n) => ({ value: { n }, partition: 0 })),
    });
    await other.sendInTransactions([of(false, 1, 2), of(false, 3), of(true, 4), of(false, 5)]);
    await other.send([{ value: { n: 6 }, partition: 0 }]);
    const messages = await readAll(kafkaConnector, settings(other), 'clicks');
    const records = messages.flatMap((one) => (one.type === 'record' ? [one.data.n ?? null] : []));
    assert.deepEqual(records, [4, 6]);
  });

  it('says what retention deleted unread, and goes on behind it', async () => {
    await using other = await disposable(create());
    const config = settings(other);
    await other.send([{ value: { n: 1 } }]);
    const state = lastState(await readAll(kafkaConnector, config, 'clicks'));
    await other.send([2, 3, 4, 5].map((n) => ({ value: { n } })));
    await other.deleteBefore(0, 4);
    const messages = await readAll(kafkaConnector, config, 'clicks', state);
    const reject = messages.find(({ type }) => type === 'reject');
    assert.match(reject?.type === 'reject' ? reject.reason : '', /deleted the offsets 1 to 3/);
    const records = messages.flatMap((one) => (one.type === 'record' ? [one.data.n ?? null] : []));
    assert.deepEqual(records, [5]);
    await other.makeAnew();
    await other.send([1, 2, 3, 4, 5, 6, 7].map((n) => ({ value: { n } })));
    await assert.rejects(
      readAll(kafkaConnector, config, 'clicks', lastState(messages)),
      /was deleted and made anew/,
    );
  });

  it('discovers topics, their fields and keys, as no member of the group', async () => {
    const [clicks] = await kafkaConnector.discover(settings(topic), testContext());
    assert.deepEqual(clicks?.fields[0], { name: 'id', type: 'integer', nullable: false });
    assert.deepEqual(clicks?.primaryKey, ['_partition', '_offset']);
    const all = await kafkaConnector.discover(settings(topic, {}, { streams: [] }), testContext());
    assert.ok(all.some(({ name }) => name === topic.name));
    assert.ok(all.every(({ name }) => !name.startsWith('__')));
  });

  it('passes over topics that are dropped while all are looked at', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => create()));
    const [all] = await Promise.all([
      kafkaConnector.discover(settings(topic, {}, { streams: [] }), testContext()),
      ...others.map((other) => other.close()),
    ]);
    assert.ok(all.some(({ name }) => name === topic.name));
  });

  it('signs in over TLS, and trusts nobody else', { skip: secure.skip }, async () => {
    const { brokers, ca, user, password } = secure.facts!;
    const over = (tls: boolean | object, mechanism = 'scram-sha-512') =>
      settings(topic, {}, { brokers, tls, sasl: { mechanism, user, password } });
    for (const mechanism of ['plain', 'scram-sha-512']) {
      const messages = await readAll(kafkaConnector, over({ ca }, mechanism), 'clicks');
      assert.equal(messages.filter(({ type }) => type === 'record').length, 1200);
    }
    const check = (tls: boolean | object) => kafkaConnector.check(over(tls), testContext());
    assert.equal((await check({ ca, verify: false })).ok, true);
    assert.match((await check(true)).message, /do not agree on TLS/);
    const plain = await check(false);
    assert.deepEqual([plain.ok, /TLS/.test(plain.message)], [false, true]);
  });

  it('signs in with a password, by either mechanism', { skip: sasl.skip }, async () => {
    const { brokers, user, password } = sasl.facts!;
    for (const mechanism of ['plain', 'scram-sha-512']) {
      const good = settings(topic, {}, { brokers, sasl: { mechanism, user, password } });
      assert.equal((await kafkaConnector.check(good, testContext())).ok, true);
      const messages = await readAll(kafkaConnector, good, 'clicks');
      assert.equal(messages.filter(({ type }) => type === 'record').length, 1200);
      const strange = { mechanism, user, password: 'hidden-word' };
      const wrong = await kafkaConnector.check(
        settings(topic, {}, { brokers, sasl: strange }),
        testContext(),
      );
      assert.match(wrong.message, /does not accept this user with this password/);
      assert.doesNotMatch(wrong.message, /hidden-word/);
    }
    const { message } = await kafkaConnector.check(settings(topic, {}, { brokers }), testContext());
    assert.match(message, /Does it want TLS \(`tls`\) or a user \(`sasl`\)\?/);
  });

  it('says what to mend', async () => {
    const { ok, message } = await kafkaConnector.check(settings(topic), testContext());
    assert.deepEqual([ok, message], [true, 'Kafka answers; 1 streams can be read.']);
    const misspelt = settings(topic, { topic: `${topic.name.slice(0, -1)}_` });
    const unwanted = { mechanism: 'plain', user: 'u', password: 'hidden-word' };
    for (const [config, expected] of [
      [misspelt, new RegExp(`there is no topic .*did you mean "${topic.name}"`)],
      [settings(topic, {}, { brokers: '127.0.0.1:9' }), /at 127\.0\.0\.1:9 does not answer/],
      [settings(topic, {}, { tls: { ca: 'absent.pem' } }), /tls: the file absent\.pem cannot/],
      [settings(topic, {}, { tls: true }), /TLS|does not answer/],
      [
        settings(topic, {}, { sasl: unwanted }),
        /does not know this way to sign in|does not accept|answer/,
      ],
      [settings(topic, { format: 'avro', schema: 'absent.avsc' }), /absent\.avsc cannot be read/],
    ] as const) {
      const checked = await kafkaConnector.check(config, testContext());
      assert.equal(checked.ok, false);
      assert.match(checked.message, expected);
      assert.doesNotMatch(checked.message, /hidden-word/);
    }
    await assert.rejects(readAll(kafkaConnector, misspelt, 'clicks'), /did you mean/);
    assert.throws(() => settings(topic, { format: 'avro' }), /give a `schema` file/);
    assert.throws(() => settings(topic, {}, { brokers: 'host' }), /must be host:port/);
  });
});

/** Lets `await using` close a topic. */
async function disposable(created: Promise<TestTopic>): Promise<TestTopic & AsyncDisposable> {
  const topic = await created;
  return Object.assign(topic, { [Symbol.asyncDispose]: () => topic.close() });
}
