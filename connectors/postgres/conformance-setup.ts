import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { ConformanceSetup } from '../conformance/conformance.ts';
import { withoutHttp } from '../conformance/excuses.ts';
import { SetupAbsentError } from '../conformance/setup-absent-error.ts';
import type { ConformanceCase } from '../conformance/setups.ts';
import { type PostgresConfig, postgresConfig } from './config.ts';
import { postgresConnector } from './postgres-connector.ts';

const LATEST = '(select max(updated_at) from orders)';
const ALTERATIONS = {
  added: {
    field: 'coupon',
    up: `alter table orders add column coupon text default 'spring'`,
    down: 'alter table orders drop column coupon',
  },
  removed: {
    field: 'note',
    up: 'alter table orders rename column note to kept_note',
    down: 'alter table orders rename column kept_note to note',
  },
  retyped: {
    field: 'amount',
    up: 'alter table orders alter column amount type text',
    down: 'alter table orders alter column amount type float8 using amount::float8',
  },
};

/**
 * A schema of its own on the server that DATABASE_URL names.
 * @param hasChanges whether the tables are read by their changes, not by their cursors
 */
async function setup(hasChanges = false): Promise<ConformanceSetup<PostgresConfig>> {
  const url = process.env.DATABASE_URL;
  if (url === undefined) throw new SetupAbsentError('set DATABASE_URL to a PostgreSQL server');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const schema = `conformance_${randomUUID().slice(0, 8)}`;
  await client.query(`create schema ${schema}; set search_path = ${schema};
    create table orders (id text primary key, updated_at timestamptz, amount float8, note text, gone boolean default false);
    create table shops (id int primary key, name text);
    create table returns (id int primary key, at timestamptz);
    insert into orders select 'order-' || lpad(i::text, 3, '0'), '2024-01-01Z'::timestamptz + interval '1 minute' * i,
      10 + i / 4.0, case when i % 4 > 0 then 'note ' || i end from generate_series(0, 31) i;
    insert into shops values (1, 'North'), (2, 'South')`);
  const run = async (text: string, values: readonly unknown[] = []): Promise<string> =>
    (await client.query(`${text} returning id`, [...values])).rows[0].id;
  const add = (updatedAt: string, values: readonly unknown[], note = `'new'`) =>
    run(
      `insert into orders select 'new-' || count(*), ${updatedAt}, 1.5, ${note} from orders`,
      values,
    );
  const through = (address: string, fields = {}) => {
    const place = new URL(url);
    place.host = address;
    const streams = [
      {
        name: 'orders',
        schema,
        table: 'orders',
        cursor: 'updated_at',
        deleted: 'gone',
        lookBack: 600,
      },
      { name: 'shops', schema, table: 'shops' },
      { name: 'returns', schema, table: 'returns', cursor: 'at' },
    ];
    return postgresConfig.parse({
      url: place.href,
      pageRows: 7,
      streams: hasChanges ? streams.map(byChanges) : streams,
      changes,
      ...fields,
    });
  };
  const changes = hasChanges ? { slotPrefix: schema } : undefined;
  const byChanges = ({ cursor: _, ...stream }: { cursor?: string; name: string }) => stream;
  const { host, password } = new URL(url);
  const wrongPassword = new URL(url);
  wrongPassword.password = `${password}-not`;
  return {
    config: through(host),
    emptyStream: 'returns',
    wrong: {
      'wrong password': through(host, { url: wrongPassword.href }),
      'no such table': through(host, { streams: [{ name: 'orders', schema, table: 'ordres' }] }),
    },
    network: {
      kind: 'tcp',
      address: host,
      through: (address) => through(address, { timeoutSeconds: 1 }),
    },
    deeds: {
      addLate: () => add(`${LATEST} - interval '5 minutes'`, []),
      change: () =>
        run(`update orders set note = 'changed ' || clock_timestamp(), updated_at = ${LATEST} + interval '1 minute'
          where id = 'order-003'`),
      remove: () =>
        run(
          `update orders set gone = true, updated_at = ${LATEST} + interval '1 minute' where id = 'order-004'`,
        ),
      addText: async (_stream, text) => ({
        key: await add(`${LATEST} + interval '1 minute'`, [text], '$1'),
        field: 'note',
      }),
      addAt: (_stream, instant) => add('$1::timestamptz', [instant]),
      alter: async (_stream, alteration) => {
        const { field, up, down } = ALTERATIONS[alteration];
        await client.query(up);
        return { field, undo: async () => void (await client.query(down)) };
      },
    },
    notApplicable: {
      ...withoutHttp('the source speaks the protocol of PostgreSQL'),
      ...(hasChanges ? forgetting : {}),
    },
    close: async () => {
      await client.query(
        'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like $1',
        [`${schema}%`],
      );
      const { rows } = await client.query(
        'select pubname from pg_publication where pubname like $1',
        [`${schema}%`],
      );
      for (const { pubname } of rows) await client.query(`drop publication ${pubname}`);
      await client.query(`drop schema ${schema} cascade`);
      await client.end();
    },
  };
}

const NEW_COPY = 'each copy begins at a new place in the log, and has versions of its own';

const NEW_SLOT = 'a read from the beginning makes the slot anew, which ends the states before it';

/** What cannot be asked of a source that forgets what is stored; the kill test asks it of a store. */
const forgetting = {
  'read-repeatable': NEW_COPY,
  'state-complete': NEW_SLOT,
  'state-final': NEW_SLOT,
  'state-monotonic': 'the server forgets what is stored: no read goes back to an earlier state',
  'resume-after-kill': NEW_COPY,
  'reads-independent': NEW_COPY,
  'hung-connection': NEW_COPY,
  'broken-connection': NEW_COPY,
};

/** The same tables, read by their changes. */
export const changesCase: ConformanceCase<PostgresConfig> = {
  connector: postgresConnector,
  title: 'postgres by changes',
  setup: () => setup(true),
};

export const conformanceCase: ConformanceCase<PostgresConfig> = {
  connector: postgresConnector,
  setup: () => setup(),
};
