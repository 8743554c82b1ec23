import { setTimeout as pause } from 'node:timers/promises';
import { ConnectorConfigError, ConnectorFatalError } from '../../contract/errors.ts';
import { quoted, type Table } from '../catalog.ts';
import { type Connection, withConnection } from '../connection.ts';
import { type Lsn, lsnOf } from './lsn.ts';
import { removalOf } from './slot-names.ts';

const SLOT = `select confirmed_flush_lsn::text, coalesce(wal_status, ''), coalesce(database, ''), coalesce(plugin, '')
  from pg_replication_slots where slot_name = $1`;

const PUBLICATION = `select (pubinsert and pubupdate and pubdelete)::text, pubviaroot::text,
  exists (select from pg_publication_tables t
    where t.pubname = p.pubname and t.schemaname = $2 and t.tablename = $3)::text
  from pg_publication p where p.pubname = $1`;

/** By this comment our publications are told from those that somebody else made. */
export const OWN_PUBLICATION = 'Made by Portrait for reading changes.';

const POLL_MS = 200;

/** A replication slot as the server has it. */
export interface Slot {
  /** What the server was last told to be stored for good. */
  readonly confirmed: Lsn;
  /** Whether the log that it needs is no longer there. */
  readonly isLost: boolean;
}

/** @throws {ConnectorConfigError} where something else has that name */
export async function findSlot(connection: Connection, name: string): Promise<Slot | null> {
  const [row] = (await connection.run(SLOT, [name])).rows;
  if (row === undefined) return null;
  const [confirmed, walStatus, database, plugin] = row;
  const [[own]] = (await connection.run('select current_database()')).rows;
  if (database !== own || plugin !== 'pgoutput') {
    throw new ConnectorConfigError(
      `The replication slot ${name} belongs to something else (${plugin || 'physical'}, database ${database || 'none'}); set another \`slotPrefix\`.`,
    );
  }
  return {
    confirmed: lsnOf(confirmed ?? '0/0'),
    isLost: walStatus === 'lost' || confirmed === null,
  };
}

/**
 * Whether the publication is there.
 * @throws {ConnectorConfigError} where it is, but would keep changes of the table from us
 */
export async function isPublished(
  connection: Connection,
  name: string,
  { stream }: Table,
): Promise<boolean> {
  const [row] = (await connection.run(PUBLICATION, [name, stream.schema, stream.table])).rows;
  if (row === undefined) return false;
  const [publishesAll, viaRoot, hasTable] = row.map((one) => one === 'true');
  const where = `${quoted(stream.schema)}.${quoted(stream.table)}`;
  if (hasTable && publishesAll) return true;
  const mend = hasTable
    ? `set (publish = 'insert, update, delete, truncate')`
    : viaRoot
      ? `add table ${where}`
      : `add table ${where} (and, for a table with partitions, set (publish_via_partition_root = true))`;
  throw new ConnectorConfigError(
    `The publication ${name} does not publish all changes of table ${where}, so some may be missed. Mend it: alter publication ${name} ${mend}; then remove the source and sync it again.`,
  );
}

/**
 * Makes the publication and the slot, in that order: a slot does not know what was published later.
 * A slot that is there already was made by a read that ended before its first state was stored, or of
 * which everything is to be read anew: what it has kept is in the copy that follows, so it is made anew,
 * unless it was made by somebody else (`create: false`).
 * @returns from where on changes are kept
 */
export async function createSlot(connection: Connection, name: string, table: Table): Promise<Lsn> {
  if (!(await isPublished(connection, name, table))) await publish(connection, name, table);
  const found = await findSlot(connection, name);
  if (found !== null && !found.isLost && connection.config.changes?.create === false) {
    await visible(connection);
    return found.confirmed;
  }
  if (found !== null) await connection.run('select pg_drop_replication_slot($1)', [name]);
  const free = await connection.run(
    `select (count(*) < current_setting('max_replication_slots')::int)::text from pg_replication_slots`,
  );
  if (free.rows[0][0] !== 'true') {
    throw new ConnectorConfigError(
      `All replication slots of the server are in use; raise max_replication_slots, or drop one that nobody reads (select slot_name, active from pg_replication_slots).`,
    );
  }
  const created = await connection.once(
    `select lsn::text from pg_create_logical_replication_slot($1, 'pgoutput')`,
    [name],
  );
  await visible(connection);
  return lsnOf(created.rows[0][0] ?? '0/0');
}

async function publish(connection: Connection, name: string, { stream }: Table): Promise<void> {
  const { config, context } = connection;
  const where = `${quoted(stream.schema)}.${quoted(stream.table)}`;
  await withConnection(config, context, async (writing) => {
    await writing.once('set default_transaction_read_only = off');
    await writing.once(
      `create publication ${quoted(name)} for table ${where} with (publish_via_partition_root = true)`,
    );
    await writing.once(`comment on publication ${quoted(name)} is '${OWN_PUBLICATION}'`);
  });
}

/**
 * Waits until every transaction that was open is seen as ended: one whose commit stands in the log
 * just before the slot begins may not be visible to a query for an instant, and would be missed.
 */
async function visible(connection: Connection): Promise<void> {
  const snapshot =
    'select pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text';
  const [[, limit]] = (await connection.run(snapshot)).rows;
  for (;;) {
    const [[oldest]] = (await connection.run(snapshot)).rows;
    if (BigInt(oldest ?? 0) >= BigInt(limit ?? 0)) return;
    await pause(POLL_MS, undefined, { signal: connection.context.signal });
  }
}

/** @throws {ConnectorFatalError} where changes since the stored state are gone */
export async function requireChanges(
  connection: Connection,
  name: string,
  since: Lsn,
): Promise<void> {
  const slot = await findSlot(connection, name);
  const what =
    slot === null
      ? 'is gone'
      : slot.isLost
        ? 'has lost its log (max_slot_wal_keep_size)'
        : slot.confirmed > since
          ? 'was read by somebody else beyond what is stored here (give each deployment its own `slotPrefix`)'
          : null;
  if (what === null) return;
  throw new ConnectorFatalError(
    `The replication slot ${name} ${what}: changes since the last sync cannot be read, deletions among them. Set \`whenLost: copy\` to copy the table anew and leave such deletions out, or remove the source and sync it again. To drop what is left: ${removalOf(name)}`,
  );
}
