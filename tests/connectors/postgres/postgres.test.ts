import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import type { ConnectorMessage, Json } from '../../../connectors/index.ts';
import { type PostgresConfig, postgresConfig } from '../../../connectors/postgres/config.ts';
import { postgresConnector } from '../../../connectors/postgres/postgres-connector.ts';
import { requireService } from '../../support/services.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

const { skip, facts } = requireService('postgres');
const schema = `Source "${randomUUID().slice(0, 8)}`;
const quotedSchema = `"${schema.replaceAll('"', '""')}"`;

const keysOf = (messages: readonly ConnectorMessage[]) =>
  messages.flatMap((one) => (one.type === 'record' || one.type === 'tombstone' ? [one.key] : []));

describe('postgres connector', { skip }, () => {
  let client: pg.Client;
  const orders = { name: 'orders', schema, table: 'orders', cursor: 'updated_at', deleted: 'gone' };
  const settings = (stream: object, fields: object = {}) =>
    postgresConfig.parse({ url: facts!.url, pageRows: 10, streams: [stream], ...fields });

  before(async () => {
    client = new pg.Client({ connectionString: facts!.url });
    await client.connect();
    await client.query(`create schema ${quotedSchema}; set search_path = ${quotedSchema}`);
  });
  beforeEach(async () => {
    await client.query(`drop table if exists orders, pairs, loose;
      create table orders (id bigint, line text, updated_at timestamptz, gone boolean, primary key (line, id));
      insert into orders select i, 'l' || i % 3, '2026-01-01Z'::timestamptz + interval '1 minute' * (i / 4), i % 7 = 3
        from generate_series(0, 34) i;
      update orders set updated_at = null where id in (33, 34);
      create table pairs (id int, at int, note text);
      create table loose (id int primary key, big bigint, exact numeric, share float8, raw bytea, doc jsonb,
        tags text[], day date, at timestamptz, local timestamp)`);
  });
  after(async () => {
    await client.query(`drop schema ${quotedSchema} cascade`);
    await client.end();
  });

  it('reads a range and nothing else, goes on in it, and has none by changes', async () => {
    const range = { from: '2026-01-01T00:02:00Z', until: '2026-01-01T00:05:00Z' };
    const read = async (config: PostgresConfig, state: Json | null) => {
      const request = { stream: 'orders', state, range };
      const messages: ConnectorMessage[] = [];
      for await (const message of postgresConnector.read(config, request, testContext())) {
        messages.push(message);
      }
      return messages;
    };
    const config = settings(orders, { pageRows: 5 });
    const whole = await read(config, null);
    const keys = keysOf(whole);
    assert.equal(keys.length, 16);
    const { rows } = await client.query(
      `select count(*)::int from orders where updated_at between $1 and $2`,
      [range.from, range.until],
    );
    assert.equal(rows[0].count, 16);
    const place = whole.findIndex(({ type }) => type === 'state');
    const rest = keysOf(await read(config, lastState(whole.slice(0, place + 1))));
    assert.deepEqual(new Set([...keys.slice(0, 5), ...rest]), new Set(keys));
    assert.deepEqual(keysOf(await read(config, lastState(whole))), keys, 'once at its end, anew');
    const byChanges = settings(orders, { changes: { slotPrefix: 'none' } });
    await assert.rejects(read(byChanges, null), /read by its changes.*cannot be read again/);
  });

  it('maps every type to JSON', async () => {
    await client.query(`insert into loose values (1, 9007199254740993, 12345678901234567890.5, 'NaN', '\\x00ff',
      '{"a":[1]}', '{x,NULL}', '2020-02-29', '2026-01-01 01:00:00.123456+01', '2026-01-01 01:00')`);
    const config = settings({ name: 'loose', schema, table: 'loose' });
    const [record] = await readAll(postgresConnector, config, 'loose');
    assert.deepEqual(record, {
      type: 'record',
      stream: 'loose',
      key: '1',
      version: '',
      data: {
        id: 1,
        big: '9007199254740993',
        exact: '12345678901234567890.5',
        share: null,
        raw: 'AP8=',
        doc: { a: [1] },
        tags: ['x', null],
        day: '2020-02-29',
        at: '2026-01-01T00:00:00.123456Z',
        local: '2026-01-01T01:00:00',
      },
    });
  });

  for (const stream of [orders, { ...orders, cursor: undefined }]) {
    for (const pageRows of [1, 3, 10]) {
      it(`loses and doubles nothing when killed at any state (${stream.cursor}, ${pageRows})`, async () => {
        const config = settings(stream, { pageRows });
        const whole = await readAll(postgresConnector, config, 'orders');
        const expected = applied(whole);
        assert.equal(expected.size, 35);
        for (const [index, message] of whole.entries()) {
          if (message.type !== 'state') continue;
          const rest = await readAll(postgresConnector, config, 'orders', message.state);
          assert.deepEqual(applied(rest, applied(whole.slice(0, index))), expected);
        }
      });
    }
  }

  it('reads only what changed, tombstones too', async () => {
    const config = settings(orders, { pageRows: 1000 });
    const whole = await readAll(postgresConnector, config, 'orders');
    assert.equal(whole.filter(({ type }) => type === 'tombstone').length, 5);
    await client.query(`update orders set updated_at = '2026-02-01Z', gone = true where id = 1`);
    const rest = await readAll(postgresConnector, config, 'orders', lastState(whole));
    const changed = rest.filter((message) => message.type === 'tombstone');
    assert.deepEqual(changed.map(({ key, version }) => [key, version]).at(-1), [
      '["l1",1]',
      '2026-02-01T00:00:00.000000Z',
    ]);
    assert.ok(applied(rest).size < 10, `${applied(rest).size} read again`);
  });

  it('reads a late row whose cursor equals the one at the border of a page', async () => {
    const config = settings(orders, { pageRows: 6 });
    const whole = await readAll(postgresConnector, config, 'orders');
    const border = whole.find(
      (message) => message.type === 'state' && JSON.stringify(message.state).includes('00:01:00'),
    );
    assert.ok(border?.type === 'state');
    // Its key sorts before every other.
    await client.query(`insert into orders values (-1, 'a', '2026-01-01 00:01Z', false)`);
    const rest = await readAll(postgresConnector, config, 'orders', border.state);
    assert.ok(applied(rest).has('["a",-1]'));
  });

  it('does not let a time ahead of the clock hide what comes before it', async () => {
    const config = settings(orders);
    await client.query(`insert into orders values (99, 'future', '9999-01-01Z', false)`);
    const state = lastState(await readAll(postgresConnector, config, 'orders'));
    await client.query(`insert into orders values (98, 'now', now(), false)`);
    const rest = applied(await readAll(postgresConnector, config, 'orders', state));
    assert.ok(rest.has('["now",98]'));
  });

  it('rejects rows without a key, and discovers what there is', async () => {
    await client.query(`insert into pairs values (1, 1, 'x'), (null, 2, 'y')`);
    const config = settings({ name: 'pairs', schema, table: 'pairs', key: ['id'], cursor: 'at' });
    const messages = await readAll(postgresConnector, config, 'pairs');
    const rejects = messages.filter((message) => message.type === 'reject');
    assert.equal(rejects.length, 1);
    assert.match(rejects[0].reason, /lacks its key: id/);
    const [pairs] = await postgresConnector.discover(config, testContext());
    assert.deepEqual(pairs.fields[0], { name: 'id', type: 'integer', nullable: true });
    const all = await postgresConnector.discover(settings({}, { streams: [] }), testContext());
    assert.deepEqual(all.find(({ name }) => name === 'orders')?.primaryKey, ['line', 'id']);
  });

  it('keeps the memory of a long read bounded', async () => {
    await client.query(`insert into pairs select i, i, repeat('x', 200) from generate_series(1, 100000) i;
      alter table pairs add primary key (id)`);
    const config = settings({ name: 'pairs', schema, table: 'pairs' }, { pageRows: 1000 });
    let read = 0;
    let most = 0;
    const start = process.memoryUsage().heapUsed;
    for await (const message of postgresConnector.read(
      config,
      { stream: 'pairs', state: null },
      testContext(),
    )) {
      if (message.type === 'record') read += 1;
      if (message.type === 'state') most = Math.max(most, process.memoryUsage().heapUsed - start);
    }
    assert.equal(read, 100_000);
    assert.ok(most < 100e6, `${Math.round(most / 1e6)} MB more`);
  });

  const withUrl = (change: (url: URL) => void) => {
    const url = new URL(facts?.url ?? 'postgres://localhost');
    change(url);
    return { url: url.href };
  };
  const flaws: readonly [string, object, object, RegExp][] = [
    [
      'wrong password',
      orders,
      withUrl((url) => Object.assign(url, { password: 'no-secret' })),
      /does not accept this user/,
    ],
    [
      'closed port',
      orders,
      withUrl((url) => Object.assign(url, { port: '9' })),
      /Nothing answers as PostgreSQL at .*:9\//,
    ],
    [
      'missing database',
      orders,
      withUrl((url) => Object.assign(url, { pathname: '/nowhere' })),
      /no such database/,
    ],
    ['no url', orders, { url: 'postgres://a:hidden-word@[:80' }, /must look like postgres/],
    ['TLS where there is none', orders, { ssl: 'require' }, /do not agree on TLS/],
    ['misspelt table', { ...orders, table: 'ordres' }, {}, /did you mean "orders"/],
    ['misspelt column', { ...orders, cursor: 'updatedat' }, {}, /did you mean "updated_at"/],
    [
      'no key',
      { ...orders, table: 'pairs', cursor: 'at', deleted: undefined },
      {},
      /has no primary key/,
    ],
  ];
  for (const [name, stream, fields, expected] of flaws) {
    it(`says what to mend: ${name}`, async () => {
      const config = settings(stream, fields);
      const { ok, message } = await postgresConnector.check(config, testContext());
      assert.equal(ok, false);
      assert.match(message, expected);
      const { password } = new URL(facts!.url);
      for (const secret of [password, 'no-secret', 'hidden-word']) {
        assert.ok(secret === '' || !message.includes(secret), 'a secret is in the message');
      }
    });
  }

  it('ends when the caller aborts, also while the server is at work', async () => {
    const signal = AbortSignal.timeout(300);
    await client.query('begin; lock table orders in access exclusive mode');
    try {
      const started = performance.now();
      const reading = readAll(
        postgresConnector,
        settings(orders),
        'orders',
        null,
        testContext({ signal }),
      );
      await assert.rejects(reading, /timeout|abort/i);
      assert.ok(performance.now() - started < 5_000);
    } finally {
      await client.query('rollback');
    }
  });
});
