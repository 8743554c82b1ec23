import type { Pgoutput } from 'pg-logical-replication';
import { ConnectorConfigError } from '../../contract/errors.ts';
import type { Json, JsonObject } from '../../contract/json.ts';
import type { ConnectorMessage } from '../../contract/message.ts';
import { nearestHint } from '../../kit/nearest.ts';
import type { Table } from '../catalog.ts';
import type { ChangesConfig } from '../config.ts';
import type { Connection } from '../connection.ts';
import { rowMessage } from '../row-message.ts';
import { rowOf } from '../statements.ts';
import { type Lsn, versionAt } from './lsn.ts';
import type { WrittenTypes } from './types.ts';
import type { Tuple } from './wal-decoder.ts';

type RowChange = Pgoutput.MessageInsert | Pgoutput.MessageUpdate | Pgoutput.MessageDelete;

/** Turns the changes of one table into records and tombstones. */
export class ChangeMessages {
  readonly #connection: Connection;
  readonly #table: Table;
  readonly #types: WrittenTypes;
  readonly #unchanged: ChangesConfig['unchanged'];

  constructor(
    connection: Connection,
    table: Table,
    types: WrittenTypes,
    unchanged: ChangesConfig['unchanged'],
  ) {
    this.#connection = connection;
    this.#table = table;
    this.#types = types;
    this.#unchanged = unchanged;
  }

  isOurs({ schema, name }: Pgoutput.MessageRelation): boolean {
    const { stream } = this.#table;
    return schema === stream.schema && name === stream.table;
  }

  /**
   * Takes note of the table's columns, which the server tells anew whenever they have changed.
   * @throws {ConnectorConfigError} where a column that is needed is no longer there
   */
  async learn(relation: Pgoutput.MessageRelation): Promise<void> {
    await this.#types.learn(relation.columns.map(({ typeOid }) => typeOid));
    const { stream, key } = this.#table;
    const names = relation.columns.map(({ name }) => name);
    const needed = [...key.map(({ name }) => name), ...(stream.columns ?? [])];
    const missing = needed.find((name) => !names.includes(name));
    if (missing === undefined) return;
    throw new ConnectorConfigError(
      `Stream "${stream.name}": table "${stream.table}" lost its column "${missing}"; ${nearestHint(missing, names)}`,
    );
  }

  /** A new key is a deletion under the old one as well. */
  async of(change: RowChange, commit: Lsn, lsn: Lsn): Promise<ConnectorMessage[]> {
    const version = versionAt(commit, lsn);
    const { relation } = change;
    const old: Tuple | null = change.tag === 'insert' ? null : (change.key ?? change.old);
    const before = old && this.#messageOf(this.#dataOf(old, relation), version, true);
    if (change.tag === 'delete') return before === null ? [] : [before];
    const written: Tuple = change.new;
    const data = {
      ...this.#dataOf(written, relation),
      ...(await this.#lookedUp(written, relation)),
    };
    const after = this.#messageOf(data, version, false);
    const isMoved =
      before !== null && 'key' in before && 'key' in after && before.key !== after.key;
    return isMoved ? [before, after] : [after];
  }

  #messageOf(data: JsonObject, version: string, isDeleted: boolean): ConnectorMessage {
    const message = rowMessage(this.#table, data, version);
    return message.type === 'record' && isDeleted ? { ...message, type: 'tombstone' } : message;
  }

  /** The values that stand in the log, of the columns that are wanted. */
  #dataOf(tuple: Tuple, { columns }: Pgoutput.MessageRelation): JsonObject {
    const data: Record<string, Json> = {};
    for (const { name, typeOid } of columns) {
      const text = tuple[name];
      if (text !== undefined && this.#isWanted(name)) data[name] = this.#types.json(text, typeOid);
    }
    return data;
  }

  #isWanted(name: string): boolean {
    const { stream, columns } = this.#table;
    return stream.columns === undefined || columns.some((column) => column.name === name);
  }

  /**
   * Long values that lie outside the row are not in the log unless they changed: they are read from the
   * table as they are now. A later change of theirs is still to come, and a later version.
   */
  async #lookedUp(tuple: Tuple, relation: Pgoutput.MessageRelation): Promise<JsonObject> {
    const names = relation.columns
      .map(({ name }) => name)
      .filter((name) => tuple[name] === undefined && this.#isWanted(name));
    const key = this.#table.key.map(({ name }) => tuple[name] ?? null);
    if (names.length === 0 || this.#unchanged === 'omit' || key.includes(null)) return {};
    const { text, values } = rowOf(this.#table, key as string[], names);
    const { rows, types } = await this.#connection.run(text, values);
    // A row that is gone by now is followed by its deletion.
    const [row] = rows;
    if (row === undefined) return {};
    return Object.fromEntries(
      names.map((name, index) => [name, this.#types.json(row[index], types[index])]),
    );
  }
}
