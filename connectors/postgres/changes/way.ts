import { ConnectorConfigError } from '../../contract/errors.ts';
import type { Json } from '../../contract/json.ts';
import type { Table } from '../catalog.ts';
import type { Connection } from '../connection.ts';
import { parseState } from '../state.ts';
import type { ChangesRead } from './read-changes.ts';
import { obstacle, requireIdentity, serverFacts } from './server-facts.ts';
import { findSlot, isPublished } from './slot.ts';
import { slotName } from './slot-names.ts';
import { changesStateOf } from './state.ts';

/** How a stream is read: by its changes, or by its cursor and for what reason. */
export interface Way {
  /** Null for the cursor. */
  readonly changes: ChangesRead | null;
  /** Why not by changes, though it was asked for. */
  readonly reason: string | null;
  readonly stream: string;
}

/**
 * A stream that was read by its changes does not go back to the cursor by itself: its versions are
 * places in the log, which nothing else may follow.
 * @throws {ConnectorConfigError} where it would have to, and where the table identifies no row
 * @throws {ConnectorFatalError} for a state that another kind of stream wrote
 */
export async function wayOf(
  connection: Connection,
  table: Table,
  state: Json | null,
): Promise<Way> {
  const { changes } = connection.config;
  const { name: stream } = table.stream;
  const known = changesStateOf(state);
  if (known === null) parseState(state);
  if (changes === undefined) {
    if (known === null) return { changes: null, reason: null, stream };
    throw noWayBack(stream, '`changes` is no longer set');
  }
  const facts = await serverFacts(connection, table);
  const slot = known?.slot ?? slotName(changes.slotPrefix, stream);
  const canBeRead = facts.kind === 'r' || facts.kind === 'p';
  if (canBeRead) requireIdentity(facts, table);
  const isThere = canBeRead && (await isPublished(connection, slot, table));
  const reason = obstacle(facts, isThere) ?? (await notMade(connection, slot, isThere));
  if (reason === null) {
    return { changes: { connection, table, changes, slot, system: facts.system }, reason, stream };
  }
  if (known !== null) throw noWayBack(stream, reason);
  return { changes: null, reason, stream };
}

/** What a person reads in the answer of a check. */
export function sayWay({ stream, changes, reason }: Way): string {
  return changes === null
    ? `${stream} is read by its cursor, not by changes: ${reason}.`
    : `${stream} is read by its changes (slot and publication ${changes.slot}).`;
}

async function notMade(
  connection: Connection,
  slot: string,
  isPublished: boolean,
): Promise<string | null> {
  if (connection.config.changes?.create !== false) return null;
  if (isPublished && (await findSlot(connection, slot)) !== null) return null;
  return `there is no publication and slot ${slot}, and \`create\` is false`;
}

function noWayBack(stream: string, reason: string): ConnectorConfigError {
  return new ConnectorConfigError(
    `Stream "${stream}" was read by its changes before, which is not possible now: ${reason}. Mend that, or remove the source and sync it again.`,
  );
}
