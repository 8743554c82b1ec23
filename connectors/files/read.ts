import type { ConnectorContext } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { recordKey } from '../kit/record-key.ts';
import { versionText } from '../kit/version-text.ts';
import { type FileStreamConfig, keyFields } from './config.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { readRows } from './read-rows.ts';
import { RAW_CHARACTERS, type Row } from './row.ts';
import { endsWithinLine, type FilesState, inspect, parseState, rowsRead } from './state.ts';

/** Rows between two states: what a killed read has to read again at most. */
const ROWS_A_STATE = 2_000;

/** Reads what is new in the files of a stream, file after file in the order of their names. */
export async function* readStream(
  stream: FileStreamConfig,
  stored: Json | null,
  context: ConnectorContext,
): AsyncGenerator<ConnectorMessage> {
  const state: FilesState = { ...parseState(stored) };
  const files = findFiles(stream, context.baseFolder);
  const sizes = await Promise.all(files.map(async ({ file }) => (await inspect(file)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  for (const [index, found] of files.entries()) {
    let bytes = 0;
    const progress = (): ConnectorMessage => ({
      type: 'progress',
      stream: stream.name,
      done: before + bytes,
      total,
    });
    const now = await inspect(found.file);
    const canGrow = found.format !== 'parquet';
    const known = await rowsRead(found.file, state[found.name], now, canGrow);
    const saved = (rows: number, isComplete: boolean): ConnectorMessage => {
      state[found.name] = { ...now, rows, isComplete };
      return { type: 'state', stream: stream.name, state: { files: { ...state } } };
    };
    if (!known.isComplete) {
      let { rows } = known;
      const onBytes = (read: number) => {
        bytes = read;
      };
      for await (const row of readRows(found, stream, rows, onBytes, now.size)) {
        context.signal.throwIfAborted();
        yield messageOf(row, found, stream);
        rows = row.row;
        if (rows % ROWS_A_STATE === 0) {
          yield saved(rows, false);
          yield progress();
        }
      }
      // A last line without an end is read again once the file has grown: it may be half a row.
      const isText = found.format !== 'parquet' && !found.isGzip;
      const isOpen = isText && (await endsWithinLine(found.file, now.size));
      yield saved(isOpen ? Math.max(rows - 1, 0) : rows, true);
    }
    before += sizes[index];
    bytes = 0;
    yield progress();
  }
}

function messageOf(row: Row, found: FoundFile, stream: FileStreamConfig): ConnectorMessage {
  const position = `${found.name}:${row.line}`;
  if (row.kind === 'reject') {
    return { type: 'reject', stream: stream.name, position, raw: row.raw, reason: row.reason };
  }
  const fields = keyFields(stream);
  const key = fields.length === 0 ? `${found.name}:${row.row}` : recordKey(row.data, fields);
  if (key === null) {
    const raw = JSON.stringify(row.data).slice(0, RAW_CHARACTERS);
    const reason = `The row lacks its key: ${fields.join(', ')} must all be given.`;
    return { type: 'reject', stream: stream.name, position, raw, reason };
  }
  const version = stream.version === undefined ? '' : versionText(row.data[stream.version]);
  return {
    type: isDeleted(row.data, stream) ? 'tombstone' : 'record',
    stream: stream.name,
    key,
    version,
    data: row.data,
  };
}

function isDeleted(data: JsonObject, stream: FileStreamConfig): boolean {
  const mark = stream.deleted === undefined ? null : (data[stream.deleted] ?? null);
  return mark !== null && mark !== false && !['', '0', 'false', 'no'].includes(String(mark));
}
