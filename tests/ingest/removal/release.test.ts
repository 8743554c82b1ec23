import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { postgresConnector } from '../../../connectors/index.ts';
import { sourceDeclaration } from '../../../ingest/index.ts';
import type { Store } from '../../../store/index.ts';
import { requireService } from '../../support/services.ts';
import { openTestStore } from '../../support/store.ts';
import { effective, ingestOn } from '../support.ts';

const { skip, facts } = requireService('postgres');
const REMOVAL = { data: true, dryRun: false };

describe('what a removed source kept for its reader', { skip }, () => {
  const id = randomUUID().slice(0, 8);
  const schema = `release_${id}`;
  let client: pg.Client;
  let store: Store;

  const declared = (prefix: string, changes: object = {}, url = facts!.url) =>
    sourceDeclaration.parse({
      id: prefix.replaceAll('_', '-'),
      connector: 'postgres',
      config: {
        url,
        changes: { slotPrefix: `${prefix}_${id}`, ...changes },
        streams: [{ name: 'orders', schema, table: 'orders' }],
      },
      streams: [
        {
          name: 'orders',
          map: {
            event: {
              modality: 'transactions',
              type: 'purchase',
              at: 'at',
              user: { customer: 'who' },
            },
          },
        },
      ],
    });
  /** The slots and publications of a prefix. */
  const kept = async (prefix: string) => {
    const { rows } = await client.query(
      `select slot_name::text as name from pg_replication_slots where slot_name like $1
       union all select pubname::text from pg_publication where pubname like $1`,
      [`${prefix}_${id}%`],
    );
    return rows.map(({ name }) => name);
  };

  before(async () => {
    store = await openTestStore();
    client = new pg.Client({ connectionString: facts!.url });
    await client.connect();
    await client.query(`create schema ${schema}; set search_path = ${schema};
      create table orders (id int primary key, who text, at timestamptz);
      insert into orders select i, 'u' || i, '2025-03-01Z' from generate_series(1, 5) i`);
  });
  after(async () => {
    // A follower that a failed test left behind.
    await client.query(
      'select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name like $1',
      [`%_${id}%`],
    );
    await client.query(
      'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like $1',
      [`%_${id}%`],
    );
    const { rows } = await client.query(
      'select pubname from pg_publication where pubname like $1',
      [`%_${id}%`],
    );
    for (const { pubname } of rows) await client.query(`drop publication ${pubname}`);
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
    await store.close();
  });

  it('is told by a dry run, and dropped with the source, once', async () => {
    const ingest = ingestOn(store, postgresConnector);
    const source = declared('once');
    assert.equal((await ingest.sync(source)).events, 5);
    const name = `once_${id}_orders`;
    assert.deepEqual(await kept('once'), [name, name]);
    const dry = await ingest.remove(source.id, { data: true, dryRun: true }, source);
    assert.deepEqual(dry.released, [
      `The replication slot ${name} would be dropped.`,
      `The publication ${name} would be dropped.`,
    ]);
    assert.deepEqual(await kept('once'), [name, name]);
    const { released, counts } = await ingest.remove(source.id, REMOVAL, source);
    assert.deepEqual(released, [
      `The replication slot ${name} was dropped.`,
      `The publication ${name} was dropped.`,
    ]);
    assert.deepEqual(await kept('once'), []);
    assert.deepEqual(counts, dry.counts);
    assert.deepEqual((await ingest.remove(source.id, REMOVAL, source)).released, []);
    await store.sourceControls.resume(source.id);
    assert.equal((await ingest.sync(source)).events, 5, 'resumed, it is copied anew');
  });

  it('is dropped under a reader that follows, which does not make it anew', async (test) => {
    const ingest = ingestOn(store, postgresConnector);
    const source = declared('follow', { whenLost: 'copy' });
    const ending = new AbortController();
    test.after(() => ending.abort());
    const following = ingest.follow(source, { signal: ending.signal, commitWithinMs: 10 });
    const own = async () =>
      (await effective(store)).filter(({ sourceId }) => sourceId === source.id).length;
    for (let tries = 0; tries < 200 && (await own()) < 5; tries += 1) await pause(50);
    assert.equal(await own(), 5);
    const { released } = await ingest.remove(source.id, REMOVAL, source);
    assert.equal(released.length, 2);
    await pause(300);
    assert.deepEqual(await kept('follow'), []);
    assert.equal(await own(), 0);
    ending.abort();
    await following;
  });

  it('stays where somebody else made it, and where the server is away', async () => {
    const name = `other_${id}_orders`;
    await client.query(`create publication ${name} for table orders`);
    await client.query(`select pg_create_logical_replication_slot('${name}', 'pgoutput')`);
    const ingest = ingestOn(store, postgresConnector);
    const source = declared('other', { create: false });
    await ingest.sync(source);
    const dry = { data: true, dryRun: true };
    const [message, ...rest] = (await ingest.remove(source.id, dry, source)).released;
    assert.deepEqual(rest, []);
    assert.match(message!, /made by somebody else and stay: select pg_drop_replication_slot/);
    const away = declared('other', {}, 'postgres://reader:hidden-word@127.0.0.1:9/shop');
    const { released, counts } = await ingest.remove(source.id, REMOVAL, away);
    assert.match(released.join(), /could not be let go of: .*127\.0\.0\.1:9/);
    assert.ok(!released.join().includes('hidden-word'));
    assert.equal(counts.states, 1, 'the source is removed all the same');
    assert.deepEqual(await kept('other'), [name, name]);
  });
});
