import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import pg from 'pg';
import { EmbeddedEngine } from '../../store/embedded/engine.ts';
import {
  openStore,
  StoreUnavailableError,
  StoreUsageError,
  StoreVersionError,
} from '../../store/index.ts';
import { serverAbsent } from '../support/store.ts';
import { newEvent } from './support.ts';

describe('opening an embedded store', () => {
  it('finds again what was there, and refuses what a newer version wrote', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portrait-open-'));
    const store = await openStore({ folder: join(folder, 'deep', 'down'), clock: () => 5 });
    assert.equal(store.kind, 'embedded');
    await store.events.append([newEvent()]);
    await store.close();
    const again = await openStore({ folder: join(folder, 'deep', 'down') });
    assert.equal((await again.events.ofUsers(['u_one'])).get('u_one')![0]!.receivedAt, 5);
    await again.close();
    const engine = await EmbeddedEngine.open(join(folder, 'deep', 'down', 'database'));
    await engine.exec(`insert into kysely_migration values ('9999-later', '2099')`);
    await engine.close();
    await assert.rejects(openStore({ folder: join(folder, 'deep', 'down') }), StoreVersionError);
    await assert.rejects(
      openStore({ folder: join(folder, 'deep', 'down') }),
      StoreVersionError,
      'the failed one let go of the folder',
    );
    await rm(folder, { recursive: true });
  });
});

describe('opening a store on a server', () => {
  const skip = serverAbsent();
  it(
    'is not put off by other schemas that are made and dropped meanwhile',
    skip === undefined ? {} : { skip },
    async () => {
      const url = process.env.DATABASE_URL!;
      let done = false;
      const churn = async () => {
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        while (!done) {
          const name = `churn_${randomUUID().replaceAll('-', '')}`;
          await client.query(`create schema ${name}; create table ${name}.a (id serial, part int)`);
          // First the table: its columns are gone for whoever looks one up by the table that it knows.
          await client.query(`drop table ${name}.a`);
          await client.query(`drop schema ${name} cascade`);
        }
        await client.end();
      };
      const other = churn();
      try {
        for (let round = 0; round < 4; round += 1) {
          const schema = `open_${randomUUID().replaceAll('-', '')}`;
          const store = await openStore({ url, schema });
          await store.close();
          const client = new pg.Client({ connectionString: url });
          await client.connect();
          await client.query(`drop schema ${schema} cascade`);
          await client.end();
        }
      } finally {
        done = true;
        await other;
      }
    },
  );

  it(
    'looks at its own schema only: a table of another may be on its way out',
    skip === undefined ? {} : { skip },
    async () => {
      const schema = `open_${randomUUID().replaceAll('-', '')}`;
      // A database of its own: other tests that open stores would wait for the same locks.
      const server = new pg.Client({ connectionString: process.env.DATABASE_URL! });
      await server.connect();
      await server.query(`create database ${schema}`);
      const { href: url } = Object.assign(new URL(process.env.DATABASE_URL!), { pathname: schema });
      await (await openStore({ url, schema })).close();
      const owner = new pg.Client({ connectionString: url });
      const onlooker = new pg.Client({ connectionString: url });
      await Promise.all([owner.connect(), onlooker.connect()]);
      await owner.query(`create schema other_${schema}; create table other_${schema}.a (part int)`);
      // Whoever looks at a column with the database's functions reads its description, and would wait here
      // with the table in sight until it is gone.
      await owner.query(`begin; lock table pg_catalog.pg_description in access exclusive mode`);
      const named = new URL(url);
      named.searchParams.set('application_name', schema);
      const opening = openStore({ url: named.href, schema });
      let settled = false;
      const end = () => {
        settled = true;
      };
      opening.then(end, end);
      let waits = false;
      try {
        while (!settled && !waits) {
          const { rowCount } = await onlooker.query(
            `select from pg_stat_activity where application_name = $1 and wait_event_type = 'Lock'`,
            [schema],
          );
          waits = rowCount !== 0;
        }
        await owner.query(`drop schema other_${schema} cascade; commit`);
        await (await opening).close();
        assert.ok(!waits, 'what belongs to another schema was read');
      } finally {
        await owner.query('rollback');
        await Promise.all([owner.end(), onlooker.end()]);
        await server.query(`drop database ${schema} with (force)`);
        await server.end();
      }
    },
  );

  it('says where it failed, and never the password', async () => {
    const wrong = [
      'postgres://hannelore:secret@127.0.0.1:1/shop',
      'mysql://hannelore:secret@127.0.0.1/shop',
      'postgres://hannelore:secret@nowhere.invalid/shop',
    ];
    for (const url of wrong) {
      await assert.rejects(openStore({ url }), (error: Error) => {
        assert.ok(error instanceof StoreUnavailableError);
        assert.ok(!error.message.includes('secret') && !error.message.includes('hannelore'));
        return true;
      });
    }
    await assert.rejects(
      openStore({ url: 'postgres://hannelore:secret@127.0.0.1:1/shop', schema: 'x"; drop' }),
      StoreUsageError,
    );
  });

  it('goes well for many processes at once', skip === undefined ? {} : { skip }, async () => {
    const url = process.env.DATABASE_URL!;
    const schema = `test_${randomUUID().slice(0, 8)}`;
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ url, schema })));
    await Promise.all(stores.map((store) => store.events.append([newEvent()])));
    assert.equal((await stores[0]!.events.counts()).events, 1);
    await Promise.all(stores.map((store) => store.close()));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  });
});
