import type { ReadRequest } from '../../contract/connector.ts';
import { ConnectorFatalError } from '../../contract/errors.ts';
import type { ConnectorMessage } from '../../contract/message.ts';
import type { Table } from '../catalog.ts';
import type { ChangesConfig } from '../config.ts';
import type { Connection } from '../connection.ts';
import { readTable } from '../read.ts';
import type { TableState } from '../state.ts';
import { ChangeMessages } from './change-messages.ts';
import { lsnOf, lsnText, versionAt } from './lsn.ts';
import { createSlot, requireChanges } from './slot.ts';
import { type ChangesState, changesStateOf } from './state.ts';
import { WrittenTypes } from './types.ts';
import { walItems } from './wal-stream.ts';

/** What a read of changes needs. */
export interface ChangesRead {
  readonly connection: Connection;
  readonly table: Table;
  readonly changes: ChangesConfig;
  readonly slot: string;
  /** The server's own identifier. */
  readonly system: string;
}

/**
 * Reads a table by its changes. First a slot is made, from which on the server keeps every change, then
 * the table is copied page by page, then the changes are read. What is copied may be newer than the
 * slot's beginning; its version is that beginning all the same, so that every change that follows is
 * newer, and the last one counts. So a copy that was cut off goes on where it was, with no transaction
 * kept open.
 */
export async function* readChanges(
  read: ChangesRead,
  request: ReadRequest,
): AsyncGenerator<ConnectorMessage> {
  const types = new WrittenTypes(read.connection);
  let state = await begun(read, changesStateOf(request.state));
  if (state.copy !== null) {
    for await (const message of copied(read, state, types)) {
      if (message.type === 'state') state = message.state as ChangesState;
      yield message;
    }
  }
  yield* changed(read, state, request, types);
}

async function begun(read: ChangesRead, known: ChangesState | null): Promise<ChangesState> {
  const { connection, table, changes, slot, system } = read;
  if (known !== null) {
    if (known.system !== system) {
      throw new ConnectorFatalError(
        `Stream "${table.stream.name}" was read from another PostgreSQL server before; places in its log mean nothing here. Remove the source and sync it again.`,
      );
    }
    try {
      await requireChanges(connection, slot, lsnOf(known.lsn));
      return known;
    } catch (error) {
      if (!(error instanceof ConnectorFatalError) || changes.whenLost === 'stop') throw error;
      connection.context.log('Changes were lost; the table is copied anew.', {
        stream: table.stream.name,
        slot,
      });
    }
  }
  const start = lsnText(await createSlot(connection, slot, table));
  return { mode: 'changes', slot, system, start, lsn: start, copy: 'new' };
}

/** The rows of the table as they are now, under the version of the slot's beginning. */
async function* copied(
  { connection, table }: ChangesRead,
  state: ChangesState,
  types: WrittenTypes,
): AsyncGenerator<ConnectorMessage> {
  const start = lsnOf(state.start);
  const version = versionAt(start, 0n);
  // Values are read as the log writes them: arrays and composites as text.
  const columns = table.columns.map((column) => ({ ...column, category: 'S' }));
  const plain = { ...table, columns, cursor: null };
  await types.learn(columns.map(({ typeOid }) => typeOid));
  const before = state.copy === 'new' ? null : state.copy;
  for await (const message of readTable(connection, plain, before, types.json)) {
    if (message.type === 'record' || message.type === 'tombstone') yield { ...message, version };
    else if (message.type === 'state') {
      const copy = message.state as TableState;
      const next: ChangesState = { ...state, copy: copy.phase === 'done' ? null : copy };
      yield { ...message, state: next };
    } else yield message;
  }
}

/** The changes since a state: to the end of the log as it is now, or on and on. */
async function* changed(
  { connection, table, changes, slot }: ChangesRead,
  from: ChangesState,
  { follow = false, stored }: ReadRequest,
  types: WrittenTypes,
): AsyncGenerator<ConnectorMessage> {
  const { name } = table.stream;
  const messages = new ChangeMessages(connection, table, types, changes.unchanged);
  const since = lsnOf(from.lsn);
  const end = lsnOf((await connection.run('select pg_current_wal_flush_lsn()::text')).rows[0][0]!);
  let lsn = since;
  let commit: bigint | null = null;
  let done = 0;
  const stateAt = (): ConnectorMessage => ({
    type: 'state',
    stream: name,
    state: { ...from, lsn: lsnText(lsn) } satisfies ChangesState,
  });
  const items = walItems(connection.config, connection.context, {
    slot,
    publication: slot,
    from: since,
    stored: () => lsnOf(changesStateOf(stored?.latest() ?? null)?.lsn ?? from.lsn),
    hurry: !follow,
  });
  for await (const item of items) {
    if (item.kind === 'keepalive') {
      // Nothing of ours up to here: the server may forget what others have written. Who follows is told
      // that nothing is new as well.
      if (commit === null && (item.end > lsn || follow)) {
        if (item.end > lsn) lsn = item.end;
        yield stateAt();
      }
    } else {
      const { message } = item;
      switch (message.tag) {
        case 'begin':
          commit = lsnOf(message.commitLsn ?? '0/0');
          break;
        case 'relation':
          if (messages.isOurs(message)) await messages.learn(message);
          break;
        case 'insert':
        case 'update':
        case 'delete':
          if (!messages.isOurs(message.relation)) break;
          yield* await messages.of(message, commit ?? 0n, item.lsn);
          done += 1;
          break;
        case 'truncate':
          if (message.relations.some((one) => messages.isOurs(one))) truncated(name, changes);
          break;
        case 'commit':
          commit = null;
          lsn = lsnOf(message.commitEndLsn ?? '0/0');
          yield stateAt();
          yield { type: 'progress', stream: name, done };
      }
    }
    if (!follow && commit === null && lsn >= end) return;
  }
}

function truncated(stream: string, { truncate }: ChangesConfig): void {
  if (truncate === 'ignore') return;
  throw new ConnectorFatalError(
    `Stream "${stream}": the table was truncated, which does not say which rows were there. Remove the source and sync it again, or set \`truncate: ignore\` to go on and keep what came from the rows.`,
  );
}
