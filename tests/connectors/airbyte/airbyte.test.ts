import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  airbyteConnector,
  ConnectorConfigError,
  ConnectorFatalError,
  type ConnectorMessage,
  ConnectorRetryableError,
  type Json,
  type JsonObject,
} from '../../../connectors/index.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

const ORDERS = 'shop.orders';

/** The connector's configuration for the source of this folder. */
const sourceConfig = (behaviour: string, shown: object = {}, more: object = {}) =>
  airbyteConnector.spec.config.parse({
    program: process.execPath,
    arguments: [join(import.meta.dirname, 'source.mjs')],
    shownSettings: { behaviour, ...shown },
    ...more,
  });
const fullRefresh = (fields: object = {}) => ({
  streams: [{ name: ORDERS, syncMode: 'full_refresh', ...fields }],
});
const keysOf = (messages: readonly ConnectorMessage[], type = 'record') =>
  messages.flatMap((message) =>
    message.type === type && 'key' in message ? [Number(message.key)] : [],
  );
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
const read = (
  behaviour: string,
  shown: object = {},
  more: object = {},
  state: Json | null = null,
) => readAll(airbyteConnector, sourceConfig(behaviour, shown, more), ORDERS, state);
const generationsOf = (messages: readonly ConnectorMessage[]) => [
  ...new Set(messages.flatMap((one) => (one.type === 'record' ? [one.data.generation] : []))),
];

describe('an Airbyte source', () => {
  it('is checked and discovered', async () => {
    const config = sourceConfig('good', {}, fullRefresh());
    const check = await airbyteConnector.check(config, testContext());
    assert.deepEqual(check, { ok: true, message: 'node source.mjs connects.' });
    const mistyped = sourceConfig('good', { hots: 'shop.example' });
    assert.deepEqual(await airbyteConnector.check(mistyped, testContext()), {
      ok: false,
      message: 'node source.mjs has no setting "hots"; did you mean "host"?',
    });
    const [orders, lists] = await airbyteConnector.discover(sourceConfig('good'), testContext());
    assert.deepEqual([lists.name, lists.cursor], ['lists', null]);
    assert.deepEqual(orders, {
      name: ORDERS,
      fields: [
        { name: 'id', type: 'integer', nullable: false },
        { name: 'customer', type: 'string', nullable: true },
        { name: 'total', type: 'number', nullable: false },
        { name: 'updated_at', type: 'string', nullable: false },
      ],
      primaryKey: ['id'],
      cursor: 'updated_at',
    });
  });

  for (const [states, ends] of Object.entries({ STREAM: 10, GLOBAL: 4, LEGACY: 4 })) {
    it(`goes on from states of type ${states}, when ended at any line, ${ends} times`, async () => {
      const config = sourceConfig('good', { states, rows: 80, stateEvery: 4 });
      const kept = new Map<string, string>();
      let state: Json | null = null;
      for (let turn = 0; turn <= ends; turn += 1) {
        const taken: ConnectorMessage[] = [];
        const request = { stream: ORDERS, state };
        for await (const message of airbyteConnector.read(config, request, testContext())) {
          taken.push(message);
          if (turn < ends && taken.length > 3 + ((turn * 5) % 9)) break;
        }
        applied(taken, kept);
        state = lastState(taken) ?? state;
      }
      assert.deepEqual(
        [...kept.keys()].map(Number).sort((a, b) => a - b),
        upTo(80),
      );
      const [[, row]] = kept;
      assert.match(row, /^2025-01-01T00:01:00\.000000000Z record/, 'the cursor is the version');
    });
  }

  it('begins a new whole read after one that was finished, and goes on with one that was not', async () => {
    const first = await read('good', {}, fullRefresh());
    assert.deepEqual(keysOf(first), upTo(30));
    const second = await read('good', {}, fullRefresh(), lastState(first));
    assert.deepEqual(keysOf(second), upTo(30));
    assert.deepEqual([generationsOf(first), generationsOf(second)], [[1], [2]]);
    const halfway = second.find(({ type }) => type === 'state');
    assert.ok(halfway?.type === 'state');
    const rest = await read('good', {}, fullRefresh(), halfway.state);
    assert.deepEqual([keysOf(rest)[0], generationsOf(rest)], [10, [2]]);
  });

  it('begins anew when the stream is read in another way', async () => {
    const state = lastState(await read('good'));
    assert.equal(keysOf(await read('good', {}, fullRefresh(), state)).length, 30);
  });

  it('reports what a whole read no longer brings as deleted', async () => {
    const tracked = fullRefresh({ findDeletions: true });
    const first = await read('good', {}, tracked);
    const second = await read('good', { gone: [4, 30] }, tracked, lastState(first));
    assert.deepEqual(keysOf(second, 'tombstone'), [4, 30]);
  });

  it('reads the deletions of a log', async () => {
    const messages = await read('cdc');
    assert.deepEqual(keysOf(messages, 'tombstone'), [30]);
  });

  it('keeps the fields that were chosen, and orders versions as chosen', async () => {
    const streams = [{ name: ORDERS, fields: ['customer'], version: 'total' }];
    const [first] = (await read('good', {}, { streams })).filter(({ type }) => type === 'record');
    assert.ok(first.type === 'record');
    assert.deepEqual(Object.keys(first.data), ['id', 'customer', 'total', 'updated_at']);
    assert.equal(first.version, '00000000000000000000.5');
    const lists = await readAll(airbyteConnector, sourceConfig('good'), 'lists');
    const [row] = lists;
    assert.ok(row.type === 'record' && row.version === '2025-06-15T15:06:40.001000000Z');
  });

  it('tells how far it is, and what the source says of itself', async () => {
    const logged: [string, JsonObject | undefined][] = [];
    const context = testContext({ log: (message, facts) => logged.push([message, facts]) });
    for (const behaviour of ['miscounts', 'rotates']) {
      const messages = await readAll(
        airbyteConnector,
        sourceConfig(behaviour),
        ORDERS,
        null,
        context,
      );
      assert.deepEqual(messages.at(-1), { type: 'progress', stream: ORDERS, done: 30, total: 30 });
    }
    const words = logged.map(([message]) => message).join('\n');
    assert.match(words, /API limits the rate/);
    assert.match(words, /counts other records than came/);
    assert.match(words, /give it lasting credentials/);
    assert.deepEqual(logged.find(([message]) => message.includes('counts'))?.[1], {
      stream: ORDERS,
      counted: 99,
      came: 10,
    });
  });
});

describe('an Airbyte source on a bad night', () => {
  const kinds = {
    config_error: ConnectorConfigError,
    transient_error: ConnectorRetryableError,
    system_error: ConnectorFatalError,
  };
  for (const [failureType, kind] of Object.entries(kinds)) {
    it(`tells a ${failureType} as what to do next, after what was read`, async () => {
      const taken: ConnectorMessage[] = [];
      const request = { stream: ORDERS, state: null };
      const config = sourceConfig(failureType);
      await assert.rejects(
        async () => {
          for await (const one of airbyteConnector.read(config, request, testContext())) {
            taken.push(one);
          }
        },
        (error: Error) => {
          assert.ok(error instanceof kind, error.name);
          assert.match(error.message, /^node source\.mjs: The API said no to …@…\./);
          assert.ok(!error.message.includes('ann'), 'neither a person nor an internal message');
          return true;
        },
      );
      assert.equal(keysOf(taken).length, 15);
      assert.notEqual(lastState(taken), null);
    });
  }

  it('passes garbage over, and turns broken records away', async () => {
    const messages = await read('garbage');
    assert.deepEqual(keysOf(messages), upTo(30));
    assert.equal(messages.filter(({ type }) => type === 'reject').length, 1);
  });

  it('says what it means to be killed', async () => {
    await assert.rejects(read('killed'), /exit code 137, SIGKILL/);
  });

  it('does not take a stream for read whose source says that it is not', async () => {
    await assert.rejects(read('incomplete'), (error: Error) => {
      assert.ok(error instanceof ConnectorRetryableError);
      assert.match(error.message, /did not read shop\.orders to its end/);
      return true;
    });
  });

  it('shows no secret: neither of the settings nor what its specification marks, wherever given', async () => {
    const config = sourceConfig(
      'leaks',
      { api_key: 'k3y-of-the-api', login: { pin: 918_273_645 } },
      { settings: { password: 'pa55 w0rd' } },
    );
    const words: string[] = [];
    words.push((await airbyteConnector.check(config, testContext())).message);
    for (const run of [
      () => airbyteConnector.discover(config, testContext()),
      () => readAll(airbyteConnector, config, ORDERS),
    ]) {
      await assert.rejects(run, (error: Error) => {
        words.push(`${error.message} ${error.stack} ${error.cause ?? ''}`);
        return error instanceof ConnectorConfigError;
      });
    }
    for (const text of words) {
      assert.match(text, /no entry with ••••••, (••••••|…), ••••••/);
      for (const secret of ['k3y', '918', 'w0rd']) assert.ok(!text.includes(secret), secret);
    }
  });
});

describe('what an Airbyte source must mend', () => {
  const refused = async (
    config: ReturnType<typeof sourceConfig>,
    words: RegExp,
    stream = ORDERS,
  ) => {
    await assert.rejects(readAll(airbyteConnector, config, stream), (error: Error) => {
      assert.ok(error instanceof ConnectorConfigError, error.message);
      assert.match(error.message, words);
      return true;
    });
  };

  it('a stream, a field or a way of reading that is not there', async () => {
    await refused(sourceConfig('good'), /did you mean "shop\.orders"\?/, 'shop.order');
    const stream = (fields: object) =>
      sourceConfig('good', {}, { streams: [{ name: ORDERS, ...fields }] });
    await refused(stream({ cursor: 'updatd_at' }), /no field "updatd_at"; did you mean/);
    await refused(stream({ findDeletions: true }), /incremental never reads the whole/);
    const lists = { streams: [{ name: 'lists', syncMode: 'incremental' }] };
    await refused(sourceConfig('good', {}, lists), /cannot read it by incremental/, 'lists');
  });

  it('a program that is no source', async () => {
    const config = { program: 'true', arguments: [], shownSettings: {} };
    const parsed = airbyteConnector.spec.config.parse(config);
    await refused(parsed, /ended without a CATALOG message: is it an Airbyte source\?/);
  });

  it('neither a program nor an image, or both', () => {
    const { config } = airbyteConnector.spec;
    const both = config.safeParse({ program: 'a', image: 'b' });
    assert.match(both.error?.message ?? '', /give either/);
    assert.match(config.safeParse({}).error?.message ?? '', /give either/);
  });
});
