import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import {
  type ConnectorMessage,
  type Json,
  type JsonObject,
  postgresConnector,
} from '../../../connectors/index.ts';
import { postgresConfig } from '../../../connectors/postgres/config.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { requireService } from '../../support/services.ts';
import { lastState, readAll, testContext } from '../support.ts';

const { skip, facts } = requireService('postgres');
const id = randomUUID().slice(0, 8);
const schema = `changes_${id}`;
const prefix = `test_${id}`;

/** What is in use once the garbage is gone. */
function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The newest version of every key that is not deleted, as a store would have them. */
function rows(messages: readonly ConnectorMessage[]): Map<string, JsonObject> {
  const newest = new Map<
    string,
    ConnectorMessage & { key: string; version: string; data: JsonObject }
  >();
  for (const message of messages) {
    if (message.type !== 'record' && message.type !== 'tombstone') continue;
    const known = newest.get(message.key);
    if (known === undefined || message.version >= known.version) newest.set(message.key, message);
  }
  const left = [...newest].filter(([, { type }]) => type === 'record');
  return new Map(left.sort().map(([key, { data }]) => [key, data]));
}
const shown = (messages: readonly ConnectorMessage[]) =>
  messages.flatMap((one) =>
    one.type === 'record' || one.type === 'tombstone' ? [[one.type, one.key, one.data]] : [],
  );

describe('postgres connector by changes', { skip }, () => {
  let client: pg.Client;
  const orders = { name: 'orders', schema, table: 'orders' };
  const settings = (stream: object = orders, changes: object = {}, fields: object = {}) =>
    postgresConfig.parse({
      url: facts!.url,
      pageRows: 3,
      streams: [stream],
      changes: { slotPrefix: prefix, ...changes },
      ...fields,
    });
  const read = (config: object, state: Json | null = null, context = testContext()) =>
    readAll(postgresConnector, config as never, 'orders', state, context);
  const dropSlots = async () => {
    const { rows: slots } = await client.query(
      'select slot_name from pg_replication_slots where slot_name like $1',
      [`${prefix}%`],
    );
    for (const { slot_name } of slots) {
      await client.query('select pg_drop_replication_slot($1)', [slot_name]);
    }
  };

  before(async () => {
    client = new pg.Client({ connectionString: facts!.url });
    await client.connect();
    await client.query(`create schema ${schema}; set search_path = ${schema}`);
  });
  beforeEach(() =>
    client.query(`create table orders (id int primary key, item text, at timestamptz, note text);
      insert into orders select i, 'item' || i, '2026-01-01Z'::timestamptz + interval '1 minute' * i, null
        from generate_series(1, 8) i`),
  );
  afterEach(async () => {
    await dropSlots();
    await client.query(
      `drop publication if exists ${prefix}_orders; drop table if exists orders cascade`,
    );
  });
  after(async () => {
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  });

  it('copies the table, then tells every change: new, other, gone, and another key', async () => {
    const config = settings();
    const whole = await read(config);
    assert.equal(rows(whole).size, 8);
    const state = lastState(whole);
    assert.deepEqual(shown(await read(config, state)), []);
    await client.query(`insert into orders values (9, 'new', '2026-02-01Z', 'x');
      update orders set item = 'other' where id = 1; delete from orders where id = 2;
      update orders set id = 30 where id = 3;
      begin; update orders set item = 'a' where id = 4; update orders set item = 'b' where id = 4; commit;
      begin; delete from orders where id = 5; rollback`);
    const changes = await read(config, state);
    const at = (minute: number) => `2026-01-01T00:0${minute}:00Z`;
    assert.deepEqual(shown(changes), [
      ['record', '9', { id: 9, item: 'new', at: '2026-02-01T00:00:00Z', note: 'x' }],
      ['record', '1', { id: 1, item: 'other', at: at(1), note: null }],
      ['tombstone', '2', { id: 2 }],
      ['tombstone', '3', { id: 3 }],
      ['record', '30', { id: 30, item: 'item3', at: at(3), note: null }],
      ['record', '4', { id: 4, item: 'a', at: at(4), note: null }],
      ['record', '4', { id: 4, item: 'b', at: at(4), note: null }],
    ]);
    assert.equal(rows([...whole, ...changes]).size, 8);
    assert.deepEqual(shown(await read(config, lastState(changes))), []);
  });

  it('reads changes twice with the same versions, whatever state it goes on from', async () => {
    const config = settings();
    const whole = await read(config);
    for (let round = 0; round < 4; round += 1) {
      await client.query(
        `update orders set note = 'n${round}'; delete from orders where id = ${round + 1}`,
      );
    }
    const state = lastState(whole);
    const first = await read(config, state);
    const states = first.filter((message) => message.type === 'state');
    assert.ok(states.length >= 4);
    // Going on from a state confirms it, so the earliest comes first.
    for (const again of [state, ...states.map((message) => message.state)]) {
      const rest = await read(config, again);
      const versions = new Set(first.map((message) => JSON.stringify(message)));
      for (const message of rest) {
        if (message.type === 'record' || message.type === 'tombstone') {
          assert.ok(versions.has(JSON.stringify(message)));
        }
      }
      assert.deepEqual(rows([...whole, ...first, ...rest]), rows([...whole, ...first]));
    }
  });

  it('loses nothing of what changes while the table is copied, also when the copy is cut off', async () => {
    const config = settings({ ...orders }, {}, { pageRows: 1 });
    const seen: ConnectorMessage[] = [];
    let state: Json | null = null;
    let round = 0;
    for (let reads = 0; reads < 20; reads += 1) {
      let isCut = false;
      for await (const message of postgresConnector.read(
        config,
        { stream: 'orders', state },
        testContext(),
      )) {
        seen.push(message);
        if (message.type !== 'state') continue;
        state = message.state;
        round += 1;
        if (round <= 12) {
          await client.query(`update orders set note = 'n${round}' where id % 2 = ${round % 2};
            delete from orders where id = ${round}; insert into orders values (${100 + round}, 'late');
            update orders set id = -id where id = ${9 - round}`);
          if (round % 2 === 0) {
            isCut = true;
            break;
          }
        }
      }
      if (!isCut) break;
    }
    const { rows: table } = await client.query('select id, item, note from orders');
    const expected = new Map(table.map((row) => [String(row.id), row]));
    const found = rows(seen);
    assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort());
    for (const [key, { item, note }] of found) {
      assert.deepEqual(
        { item, note },
        { item: expected.get(key).item, note: expected.get(key).note },
      );
    }
  });

  it('copies what a transaction commits that was open when the slot was made', async () => {
    const other = new pg.Client({ connectionString: facts!.url });
    await other.connect();
    await other.query(`begin; insert into ${schema}.orders values (50, 'open')`);
    const reading = read(settings());
    await pause(300);
    await other.query(`insert into ${schema}.orders values (51, 'open too'); commit`);
    await other.end();
    const messages = await reading;
    const more = await read(settings(), lastState(messages));
    assert.equal(rows([...messages, ...more]).size, 10);
  });

  it('lets the server forget only what is stored', async () => {
    const config = settings();
    const confirmed = async () =>
      (
        await client.query(
          'select confirmed_flush_lsn::text l from pg_replication_slots where slot_name = $1',
          [`${prefix}_orders`],
        )
      ).rows[0].l;
    const state = lastState(await read(config));
    const before = await confirmed();
    await client.query(`update orders set note = 'x'`);
    const read1 = await read(config, state);
    assert.equal(shown(read1).length, 8);
    assert.equal(await confirmed(), (state as JsonObject).lsn ?? before);
    assert.equal(shown(await read(config, state)).length, 8, 'what is not stored is told again');
    const later = lastState(read1);
    await read(config, later);
    assert.equal(await confirmed(), (later as JsonObject).lsn);
    await assert.rejects(read(config, state), /was read by somebody else beyond/);
  });

  it('follows: tells changes as they come, and confirms what the caller has stored', async () => {
    const config = settings();
    const ended = new AbortController();
    let stored: Json | null = lastState(await read(config));
    const keys: string[] = [];
    const following = (async () => {
      const context = testContext({ signal: ended.signal });
      const lent = { latest: () => stored, refresh: async () => stored };
      const request = { stream: 'orders', state: stored, follow: true, stored: lent };
      for await (const message of postgresConnector.read(config, request, context)) {
        if (message.type === 'record') keys.push(message.key);
        if (message.type === 'state') stored = message.state;
      }
    })();
    const until = async (isSo: () => Promise<boolean> | boolean) => {
      for (let tries = 0; tries < 100 && !(await isSo()); tries += 1) await pause(100);
      assert.ok(await isSo());
    };
    await client.query(`insert into orders values (60, 'a')`);
    await until(() => keys.includes('60'));
    // What others write must not be kept for an idle stream.
    await client.query(`create table idle as select generate_series(1, 1000); drop table idle`);
    const [{ l: end }] = (await client.query('select pg_current_wal_flush_lsn()::text l')).rows;
    const isForgotten = async () =>
      (
        await client.query(
          'select confirmed_flush_lsn >= $2 ok from pg_replication_slots where slot_name = $1',
          [`${prefix}_orders`, end],
        )
      ).rows[0].ok;
    await until(isForgotten);
    await client.query(`insert into orders values (61, 'b')`);
    await until(() => keys.includes('61'));
    ended.abort();
    await assert.rejects(following, /abort/i);
    assert.deepEqual(keys, ['60', '61']);
  });

  it('says all that is known of a deleted row where the table logs it', async () => {
    await client.query(`alter table orders replica identity full`);
    const config = settings();
    const state = lastState(await read(config));
    await client.query('delete from orders where id = 1');
    const [[, , data]] = shown(await read(config, state)) as [[string, string, JsonObject]];
    assert.equal(data.item, 'item1');
  });

  it('looks up long values that did not change, or leaves them out', async () => {
    await client.query(`alter table orders alter note set storage external;
      update orders set note = repeat('x', 5000) where id = 1`);
    for (const identity of ['default', 'full']) {
      await client.query(`alter table orders replica identity ${identity}`);
      for (const unchanged of ['fetch', 'omit'] as const) {
        const config = settings(orders, { unchanged });
        const state = lastState(await read(config));
        await client.query(`update orders set item = 'short' where id = 1`);
        const [[, , data]] = shown(await read(config, state)) as [[string, string, JsonObject]];
        const isKnown = unchanged === 'fetch' || identity === 'full';
        assert.equal(String(data.note ?? '').length, isKnown ? 5000 : 0);
        await dropSlots();
        await client.query(`drop publication ${prefix}_orders`);
      }
    }
  });

  it('reads values of the log like those of the table', async () => {
    await client.query(`create domain ${schema}.price as numeric(10, 2);
      create type ${schema}.colour as enum ('red', 'green');
      alter table orders add price ${schema}.price, add colour ${schema}.colour, add tags text[],
        add times timestamptz[], add doc jsonb, add raw bytea, add big bigint, add day date, add yes bool;
      delete from orders where id > 1`);
    const values = `price = 12.5, colour = 'green', tags = '{a,NULL,"b,\\"c"}', times = '{2026-01-01 01:00+01}',
      doc = '{"a":[1]}', raw = '\\x00ff', big = 9007199254740993, day = '2020-02-29', yes = true,
      at = '2026-01-01 00:00:00.123456Z'`;
    await client.query(`update orders set ${values}`);
    const config = settings();
    const whole = await read(config);
    await client.query(`update orders set ${values}`);
    const [copied] = shown(whole);
    const [changed] = shown(await read(config, lastState(whole)));
    assert.deepEqual(changed, copied);
    assert.deepEqual(changed[2], {
      id: 1,
      item: 'item1',
      at: '2026-01-01T00:00:00.123456Z',
      note: null,
      price: 12.5,
      colour: 'green',
      tags: ['a', null, 'b,"c'],
      times: ['2026-01-01T00:00:00Z'],
      doc: { a: [1] },
      raw: 'AP8=',
      big: '9007199254740993',
      day: '2020-02-29',
      yes: true,
    });
    await client.query(`drop table orders; drop type ${schema}.colour, ${schema}.price`);
  });

  it('goes on through changes of the schema, and stops where a needed column is gone', async () => {
    const config = settings();
    const state = lastState(await read(config));
    await client.query(`update orders set note = 'a' where id = 1; alter table orders add extra int default 7;
      update orders set note = 'b' where id = 1; alter table orders drop item;
      update orders set note = 'c' where id = 1; alter table orders alter extra type text;
      update orders set note = 'd' where id = 1`);
    const at = '2026-01-01T00:01:00Z';
    assert.deepEqual(
      shown(await read(config, state)).map(([, , data]) => data),
      [
        { id: 1, item: 'item1', at, note: 'a' },
        { id: 1, item: 'item1', at, note: 'b', extra: 7 },
        { id: 1, at, note: 'c', extra: 7 },
        { id: 1, at, note: 'd', extra: '7' },
      ],
    );
    const chosen = settings({ ...orders, columns: ['note', 'extra'] });
    await client.query(`alter table orders add item text`);
    await assert.rejects(
      read({ ...chosen, streams: [{ ...chosen.streams[0], columns: ['item'] }] }, state),
      /lost its column "item"|somebody else/,
    );
  });

  it('stops at a truncated table, or goes on where that is wanted', async () => {
    const state = lastState(await read(settings()));
    await client.query(`truncate orders; insert into orders values (1, 'again')`);
    await assert.rejects(read(settings(), state), /was truncated.*truncate: ignore/);
    assert.equal(shown(await read(settings(orders, { truncate: 'ignore' }), state)).length, 1);
    assert.equal(rows(await read(settings())).size, 1);
  });

  it('refuses a table whose deletions would not say which row, before it is published', async () => {
    await client.query(`alter table orders drop constraint orders_pkey`);
    const config = settings({ ...orders, key: ['id'] });
    await assert.rejects(read(config), /has no primary key.*replica identity full/);
    await client.query(`update orders set note = 'still works'`);
    await client.query(`alter table orders replica identity full`);
    assert.equal(rows(await read(config)).size, 8);
  });

  it('stops where changes are lost, or copies the table anew', async () => {
    const config = settings();
    const state = lastState(await read(config));
    await dropSlots();
    await client.query(
      `update orders set note = 'missed' where id = 1; insert into orders values (70, 'missed')`,
    );
    await assert.rejects(read(config, state), /is gone.*whenLost: copy.*pg_drop_replication_slot/);
    const found = rows(await read(settings(orders, { whenLost: 'copy' }), state));
    assert.equal(found.size, 9);
    assert.equal(found.get('1')?.note, 'missed');
  });

  it('says so where a table is no longer published', async () => {
    const config = settings();
    const state = lastState(await read(config));
    await client.query(`alter publication ${prefix}_orders drop table orders`);
    const { ok, message } = await postgresConnector.check(config, testContext());
    assert.equal(ok, false);
    assert.match(message, /does not publish all changes.*add table/);
    await assert.rejects(read(config, state), /does not publish/);
  });

  it('reads by the cursor where changes cannot be read, and says why', async () => {
    const role = `${prefix}_reader`;
    await client.query(`create role ${role} login password 'pw-of-reader'; grant usage on schema ${schema} to ${role};
      grant select on all tables in schema ${schema} to ${role}; create view ${schema}.recent as select * from orders`);
    try {
      const url = new URL(facts!.url);
      Object.assign(url, { username: role, password: 'pw-of-reader' });
      const cases: [object, RegExp][] = [
        [settings(orders, {}, { url: url.href }), /may not replicate/],
        [settings(orders, { create: false }), /there is no publication and slot/],
        [settings({ ...orders, table: 'recent', key: ['id'] }), /only tables are logged/],
      ];
      for (const [config, expected] of cases) {
        const logged: string[] = [];
        const context = testContext({ log: (message) => logged.push(message) });
        assert.equal(rows(await read(config, null, context)).size, 8);
        assert.match(logged.join(), expected);
        assert.match((await postgresConnector.check(config as never, context)).message, expected);
      }
      const state = lastState(await read(settings()));
      await assert.rejects(
        read(settings(orders, {}, { url: url.href }), state),
        /was read by its changes before.*may not replicate/,
      );
    } finally {
      await client.query(`drop view ${schema}.recent; drop owned by ${role}; drop role ${role}`);
    }
  });

  it('goes over from the cursor to changes with versions that are newer', async () => {
    const byCursor = settings({ ...orders, cursor: 'at' }, {}, { changes: undefined });
    const before = await read(byCursor);
    await client.query(`update orders set item = 'later' where id = 1`);
    const after = await read(settings({ ...orders, cursor: 'at' }), lastState(before));
    assert.equal(rows([...before, ...after]).get('1')?.item, 'later');
    await assert.rejects(read(byCursor, lastState(after)), /`changes` is no longer set/);
  });

  it('reads a table with partitions as one', async () => {
    await client.query(`drop table orders; create table orders (id int primary key, item text) partition by range (id);
      create table orders_low partition of orders for values from (0) to (10);
      create table orders_high partition of orders for values from (10) to (100);
      insert into orders values (1, 'a'), (11, 'b')`);
    const config = settings();
    const whole = await read(config);
    await client.query(
      `insert into orders values (2, 'c'); update orders set id = 12 where id = 1`,
    );
    const changes = await read(config, lastState(whole));
    assert.deepEqual([...rows([...whole, ...changes]).keys()], ['11', '12', '2']);
  });

  it('makes the server wait for a slow reader of a large transaction', async () => {
    const config = settings();
    const state = lastState(await read(config));
    await client.query(
      `insert into orders select i, repeat('x', 8000) from generate_series(1000, 15999) i`,
    );
    const before = usedBytes();
    let held = 0;
    let count = 0;
    for await (const message of postgresConnector.read(
      config,
      { stream: 'orders', state },
      testContext(),
    )) {
      if (message.type !== 'record') continue;
      count += 1;
      if (count < 100) continue;
      // Time enough for the server to send everything, were it not made to wait.
      await pause(1500);
      held = usedBytes() - before;
      break;
    }
    assert.ok(held < 40e6, `${Math.round(held / 1e6)} MB of 120 are held`);
  });
});
