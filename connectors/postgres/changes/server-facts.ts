import { ConnectorConfigError } from '../../contract/errors.ts';
import { quoted, type Table } from '../catalog.ts';
import type { Connection } from '../connection.ts';

/** What decides whether the changes of a table can be read from the log. */
export interface ServerFacts {
  readonly system: string;
  readonly version: number;
  readonly walLevel: string;
  readonly isStandby: boolean;
  readonly mayReplicate: boolean;
  /** May make a publication of the table: owns it, and may create in the database. */
  readonly mayPublish: boolean;
  /** `r` for a table, `p` for one with partitions, `v` for a view, and so on. */
  readonly kind: string;
  readonly isLogged: boolean;
  /** What stands in the log of a deleted row: `d` its primary key, `i` an index, `f` all, `n` nothing. */
  readonly identity: string;
  readonly identityColumns: readonly string[];
}

const FACTS = `select (select system_identifier::text from pg_control_system()),
  current_setting('server_version_num'), current_setting('wal_level'), pg_is_in_recovery()::text,
  (select (rolreplication or rolsuper or exists (select from pg_roles managed
    where managed.rolname = 'rds_replication' and pg_has_role(current_user, managed.oid, 'member')))::text
    from pg_roles where rolname = current_user),
  (pg_has_role(current_user, c.relowner, 'usage')
    and has_database_privilege(current_database(), 'create'))::text,
  c.relkind::text, (c.relpersistence = 'p')::text, c.relreplident::text,
  (select json_agg(a.attname)::text from pg_index i join pg_attribute a
    on a.attrelid = i.indrelid and a.attnum = any(i.indkey::int2[])
    where i.indrelid = c.oid
      and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end)
  from pg_class c where c.oid = to_regclass($1)`;

export async function serverFacts(connection: Connection, { stream }: Table): Promise<ServerFacts> {
  const name = `${quoted(stream.schema)}.${quoted(stream.table)}`;
  const [row] = (await connection.run(FACTS, [name])).rows;
  const is = (index: number) => row[index] === 'true';
  return {
    system: row[0] ?? '',
    version: Number(row[1]),
    walLevel: row[2] ?? '',
    isStandby: is(3),
    mayReplicate: is(4),
    mayPublish: is(5),
    kind: row[6] ?? '',
    isLogged: is(7),
    identity: row[8] ?? '',
    identityColumns: JSON.parse(row[9] ?? '[]'),
  };
}

/** Why the changes of a table cannot be read from the log, with the mend; null where they can. */
export function obstacle(facts: ServerFacts, isPublished: boolean): string | null {
  if (facts.version < 140_000) return 'the server is older than PostgreSQL 14';
  if (facts.walLevel !== 'logical') {
    return `wal_level is ${facts.walLevel}; set it to logical in postgresql.conf and restart the server`;
  }
  if (facts.isStandby) return 'the server is a standby; name the primary';
  if (!facts.mayReplicate) {
    return 'this user may not replicate; alter role … replication (or grant rds_replication)';
  }
  if (facts.kind !== 'r' && facts.kind !== 'p') return 'it is no table, and only tables are logged';
  if (!facts.isLogged) return 'the table is unlogged or temporary';
  if (!isPublished && !facts.mayPublish) {
    return 'this user may not publish the table; let its owner create the publication';
  }
  return null;
}

/**
 * Publishing a table whose rows nothing identifies would make its owner's updates fail.
 * @throws {ConnectorConfigError} where deletions would not say which row they mean
 */
export function requireIdentity(facts: ServerFacts, table: Table): void {
  if (facts.identity === 'f') return;
  const missing = table.key.find(({ name }) => !facts.identityColumns.includes(name));
  const hasIdentity = facts.identity !== 'n' && facts.identityColumns.length > 0;
  if (hasIdentity && missing === undefined) return;
  const { name, schema, table: tableName } = table.stream;
  const why = hasIdentity
    ? `its replica identity does not hold the key column "${missing?.name}"`
    : 'it has no primary key and no other replica identity';
  throw new ConnectorConfigError(
    `Stream "${name}": deletions in table "${tableName}" would not say which row they mean, for ${why}. Add a primary key, or: alter table ${quoted(schema)}.${quoted(tableName)} replica identity full;`,
  );
}
