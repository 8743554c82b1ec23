import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import {
  type Connector,
  ConnectorRegistry,
  type Json,
  singerConnector,
} from '../../../connectors/index.ts';
import { defaultModalities } from '../../../fusion/index.ts';
import { createIngest, sourceDeclaration } from '../../../ingest/index.ts';
import { effective } from '../../ingest/support.ts';
import { requireProgram, requireService } from '../../support/services.ts';
import { openTestStore } from '../../support/store.ts';
import { applied, lastState, readAll, testContext } from '../support.ts';

const program = requireProgram('tap-postgres');
const server = requireService('postgres');
const skip = program.skip || server.skip;

describe('the real tap-postgres', { skip }, () => {
  const schema = `tap_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  const orders = `${schema}-orders`;
  const url = new URL(server.facts?.url ?? 'postgres://none');
  const client = new pg.Client({ connectionString: server.facts?.url });
  const settings = { password: decodeURIComponent(url.password) };
  const shownSettings = {
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    database: url.pathname.slice(1),
    filter_schemas: [schema],
  };
  const declared = (more: object = {}) => ({
    program: program.facts!.program,
    settings,
    shownSettings,
    streams: [{ name: orders, replicationKey: 'updated_at' }],
    ...more,
  });
  const configOf = (more: object = {}) => singerConnector.spec.config.parse(declared(more));

  before(async () => {
    await client.connect();
    await client.query(`create schema ${schema}`);
    await client.query(
      `create table ${schema}.orders (
         id bigint primary key, customer text not null, sku text, total numeric,
         placed timestamptz not null, updated_at timestamptz not null)`,
    );
    await client.query(
      `insert into ${schema}.orders
       select 9007199254740990 + n, 'c' || n % 20, 'i' || n % 30, n * 1.5,
              timestamptz '2025-01-01' + n * interval '1 hour',
              timestamptz '2025-01-01' + n * interval '1 hour'
       from generate_series(1, 500) n`,
    );
  });
  after(async () => {
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.end();
  });

  it('is checked and discovered', async () => {
    const check = await singerConnector.check(configOf(), testContext());
    assert.deepEqual(check, { ok: true, message: 'The tap answers; it has 1 streams.' });
    const { filter_schemas: filter_schema, ...shown } = shownSettings;
    const mistyped = configOf({ shownSettings: { ...shown, filter_schema } });
    assert.deepEqual(await singerConnector.check(mistyped, testContext()), {
      ok: false,
      message: 'tap-postgres has no setting "filter_schema"; did you mean "filter_schemas"?',
    });
    const [stream] = await singerConnector.discover(configOf(), testContext());
    assert.deepEqual(
      [stream.name, stream.primaryKey, stream.cursor],
      [orders, ['id'], 'updated_at'],
    );
    assert.deepEqual(
      stream.fields.find(({ name }) => name === 'total'),
      { name: 'total', type: 'number', nullable: true },
    );
  });

  it('reads a table, keys beyond 2^53 included, and goes on from its state', async () => {
    const messages = await readAll(singerConnector, configOf(), orders);
    const kept = applied(messages);
    assert.equal(kept.size, 500);
    assert.ok(kept.has('9007199254740993') && kept.has('9007199254740995'));
    await client.query(
      `update ${schema}.orders set total = 0, updated_at = '2025-06-01' where id = 9007199254740991`,
    );
    const more = await readAll(singerConnector, configOf(), orders, lastState(messages));
    const changed = more.flatMap((message) => (message.type === 'record' ? [message.key] : []));
    // The tap's bookmark is inclusive: the last row comes again, as the record that it was.
    assert.deepEqual(changed.sort(), ['9007199254740991', '9007199254741490']);
    assert.equal(applied(more, kept).size, 500);
  });

  it('says in plain words what to mend, and never the password', async () => {
    const wrong = { settings: { password: 'not-the-passw0rd' } };
    const check = await singerConnector.check(configOf(wrong), testContext());
    assert.equal(check.ok, false);
    assert.match(check.message, /password authentication failed.*Mend its `settings`/);
    assert.ok(!check.message.includes('passw0rd'));
    const port = { shownSettings: { ...shownSettings, port: 1 } };
    await assert.rejects(
      readAll(singerConnector, configOf(port), orders),
      /ConnectorRetryableError.*Connection refused/,
    );
  });

  it('comes into the store, each order once, however often it is ended and read again', async () => {
    const store = await openTestStore({ kind: 'embedded' });
    const source = sourceDeclaration.parse({
      id: 'shop',
      connector: 'singer',
      config: declared({ settings: { ...settings } }),
      streams: [
        {
          name: orders,
          map: {
            event: {
              modality: 'transactions',
              type: 'purchase',
              at: 'placed',
              user: { customer: 'customer' },
              item: 'sku',
              value: 'total',
            },
          },
        },
      ],
    });
    const ingest = createIngest(store, {
      modalities: defaultModalities(),
      connectors: new ConnectorRegistry([singerConnector as Connector]),
      clock: Date.now,
      baseFolder: import.meta.dirname,
      log: () => undefined,
    });
    const states: Json[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const report = await ingest.sync(source);
      assert.equal(report.failure, null);
      states.push(report.state[orders] ?? null);
    }
    assert.deepEqual(states[0], states[1]);
    const events = await effective(store);
    assert.equal(events.length, 500);
    assert.equal(new Set(events.map(({ recordKey }) => recordKey)).size, 500);
    const [status] = await store.sources.status();
    assert.equal(status?.records, 501, 'the last row came again');
    assert.equal(status?.duplicates, 1);
    await store.close();
  });
});
