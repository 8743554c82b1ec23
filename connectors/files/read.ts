import type { ConnectorContext } from '../contract/connector.ts';
import type { Json } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { recordKey } from '../kit/record-key.ts';
import { isSet, keyedMessage, rejectMessage } from '../kit/record-message.ts';
import { versionText } from '../kit/version-text.ts';
import { type FileStreamConfig, type FilesConfig, keyFields } from './config.ts';
import { fileProblem } from './file-problem.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { readRows } from './read-rows.ts';
import type { Row } from './row.ts';
import { type FileState, type FilesState, parseState, rowsRead } from './state.ts';

/** Rows between two states: what a killed read has to read again at most. */
const ROWS_A_STATE = 2_000;

/** Reads what is new in the files of a stream, file after file in the order of their names. */
export async function* readStream(
  stream: FileStreamConfig,
  config: FilesConfig,
  stored: Json | null,
  context: ConnectorContext,
): AsyncGenerator<ConnectorMessage> {
  const state: FilesState = { ...parseState(stored) };
  const files = await findFiles(stream, config, context);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let before = 0;
  let bytes = 0;
  const progress = (): ConnectorMessage => ({
    type: 'progress',
    stream: stream.name,
    done: before + bytes,
    total,
  });
  for (const found of files) {
    context.signal.throwIfAborted();
    const { now, known } = await inspected(found, state[found.name]);
    const saved = (rows: number, isComplete: boolean): ConnectorMessage => {
      state[found.name] = { ...now, rows, isComplete };
      return { type: 'state', stream: stream.name, state: { files: { ...state } } };
    };
    if (!known.isComplete) {
      // Rows that are whole for certain: half a row at the end is read again when it is complete.
      let firm = known.rows;
      const onBytes = (read: number) => {
        bytes = read;
      };
      for await (const row of readRows(found, stream, known.rows, onBytes, now.size)) {
        context.signal.throwIfAborted();
        yield messageOf(row, found, stream);
        if (row.isProvisional || row.row !== firm + 1) continue;
        firm = row.row;
        if (firm % ROWS_A_STATE > 0) continue;
        yield saved(firm, false);
        yield progress();
      }
      yield saved(firm, true);
    }
    before += found.size;
    bytes = 0;
    yield progress();
  }
}

/** The file as it is, and how far it has been read. */
async function inspected(found: FoundFile, stored: FileState | undefined) {
  try {
    const now = await found.content.inspect();
    const canGrow = found.format !== 'parquet';
    const known = await rowsRead(stored, now, canGrow ? found.content.endsAt : null);
    return { now, known };
  } catch (cause) {
    throw fileProblem(found.name, cause);
  }
}

function messageOf(row: Row, found: FoundFile, stream: FileStreamConfig): ConnectorMessage {
  const position = `${found.name}:${row.line}`;
  if (row.kind === 'reject') return rejectMessage(stream.name, { position, ...row });
  const fields = keyFields(stream);
  return keyedMessage(stream.name, row.data, {
    key: fields.length === 0 ? `${found.name}:${row.row}` : recordKey(row.data, fields),
    fields,
    version: stream.version === undefined ? '' : versionText(row.data[stream.version]),
    isDeleted: stream.deleted !== undefined && isSet(row.data[stream.deleted]),
    position,
  });
}
