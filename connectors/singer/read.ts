import type { ConnectorContext } from '../contract/connector.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { rejectMessage } from '../kit/record-message.ts';
import { messagesOf } from '../programs/json-lines.ts';
import { OutputTail } from '../programs/output-tail.ts';
import { runProgram } from '../programs/run-program.ts';
import { programOf, wholeSettings } from '../programs/settings.ts';
import { VanishedRecords } from '../programs/vanished-records.ts';
import type { CatalogEntry } from './catalog.ts';
import type { SingerConfig } from './config.ts';
import { catalogFor, type Selection } from './selection.ts';
import { parseState } from './state.ts';
import { StreamReader } from './stream-reader.ts';

const PROGRESS_EVERY = 1_000;

/** Runs the tap for one stream and passes on what it says, in its order. */
export async function* readStream(
  config: SingerConfig,
  catalog: readonly CatalogEntry[],
  selection: Selection,
  stored: Json | null,
  context: ConnectorContext,
): AsyncGenerator<ConnectorMessage> {
  const stream = selection.entry.tap_stream_id;
  const { replication, replicationKey, findDeletions } = selection;
  const known = parseState(stored, selection);
  if (stored !== null && known === null) {
    context.log('The stream is read from its start: it is read in another way than before.', {
      stream,
    });
  }
  const program = programOf(config, context);
  const tail = new OutputTail(program.secrets);
  const vanished = findDeletions ? new VanishedRecords(stream, known?.records ?? {}) : null;
  // Compared with the last one, a read must be whole: it never goes on from the middle.
  let tapState = vanished === null ? (known?.tap ?? null) : null;
  const args = [
    ...['--config', { file: 'config.json', content: wholeSettings(config) }],
    ...[config.catalogArgument, { file: 'catalog.json', content: catalogFor(catalog, selection) }],
    ...(tapState === null ? [] : ['--state', { file: 'state.json', content: tapState }]),
  ];
  const reader = new StreamReader(selection, context.now());
  const stateMessage = (): ConnectorMessage => {
    const state: JsonObject = { tap: tapState, replication, replicationKey };
    const whole = vanished === null ? state : { ...state, records: vanished.known() };
    return { type: 'state', stream, state: whole };
  };
  let done = 0;
  const lines = runProgram(program, args, tail, context.signal);
  for await (const line of messagesOf(lines, program, 'Singer', tail)) {
    if (line.kind === 'bad') {
      vanished?.sawUnreadable();
      yield rejectMessage(stream, line);
      continue;
    }
    if (line.type === 'STATE') {
      tapState = line.message.value ?? null;
      if (vanished === null) yield stateMessage();
      continue;
    }
    const message = reader.take(line.type, line.message);
    if (message === null) continue;
    if (message.type === 'record') vanished?.saw(message.key, message.version);
    if (message.type === 'reject') vanished?.sawUnreadable();
    yield message;
    done += 1;
    if (done % PROGRESS_EVERY === 0) yield { type: 'progress', stream, done };
  }
  if (vanished !== null) yield* vanished.tombstones();
  yield stateMessage();
  yield { type: 'progress', stream, done };
}
