import type { ConnectorContext } from '../contract/connector.ts';
import { ConnectorRetryableError } from '../contract/errors.ts';
import type { Json, JsonObject } from '../contract/json.ts';
import type { ConnectorMessage } from '../contract/message.ts';
import { rejectMessage } from '../kit/record-message.ts';
import type { Program, ProgramArgument } from '../programs/program.ts';
import { wholeSettings } from '../programs/settings.ts';
import { VanishedRecords } from '../programs/vanished-records.ts';
import type { AirbyteConfig } from './config.ts';
import { RecordReader } from './record-reader.ts';
import { sourceMessages } from './run-source.ts';
import { configuredCatalog, type Selection } from './selection.ts';
import { beginning, resumable } from './state.ts';
import { StreamTrace } from './stream-trace.ts';

const PROGRESS_EVERY = 1_000;

/** Runs the source for one stream and passes on what it says, in its order. */
export async function* readStream(
  program: Program,
  config: AirbyteConfig,
  selection: Selection,
  stored: Json | null,
  context: ConnectorContext,
): AsyncGenerator<ConnectorMessage> {
  const { name: stream, findDeletions } = selection;
  const start = beginning(stored, selection);
  const vanished = findDeletions ? new VanishedRecords(stream, start.records ?? {}) : null;
  let source = start.source;
  const stateMessage = (isFinished: boolean): ConnectorMessage => {
    const state: JsonObject = { ...start, source, isFinished };
    const whole = vanished === null ? state : { ...state, records: vanished.known() };
    return { type: 'state', stream, state: whole };
  };
  const reader = new RecordReader(selection, context.now());
  const trace = new StreamTrace(selection, context);
  let done = 0;
  /** Lines since the last state that may have been records of the stream. */
  let sinceState = 0;
  const progress = (): ConnectorMessage => ({
    type: 'progress',
    stream,
    done,
    ...trace.total(done),
  });
  const args = readArguments(config, selection, start.generation, source);
  for await (const line of sourceMessages(program, args, context)) {
    if (line.kind === 'bad') {
      vanished?.sawUnreadable();
      sinceState += 1;
      yield rejectMessage(stream, line);
      continue;
    }
    if (line.type === 'TRACE') trace.take(line.message);
    if (line.type === 'STATE') {
      const next = resumable(line.message, selection);
      if (next === undefined) continue;
      source = next;
      trace.compare(line.message, sinceState);
      sinceState = 0;
      if (vanished === null) yield stateMessage(false);
    }
    const message = line.type === 'RECORD' ? reader.take(line.message) : null;
    if (message === null) continue;
    if (message.type === 'record') vanished?.saw(message.key, message.version);
    if (message.type === 'reject') vanished?.sawUnreadable();
    yield message;
    done += 1;
    sinceState += 1;
    if (done % PROGRESS_EVERY === 0) yield progress();
  }
  if (trace.isIncomplete) {
    throw new ConnectorRetryableError(
      `${program.name} says itself that it did not read ${stream} to its end.`,
    );
  }
  if (vanished !== null) yield* vanished.tombstones();
  yield stateMessage(true);
  yield progress();
}

function readArguments(
  config: AirbyteConfig,
  selection: Selection,
  generation: number,
  source: Json,
): readonly ProgramArgument[] {
  const catalog = configuredCatalog(selection, generation);
  return [
    ...['read', '--config', { file: 'config.json', content: wholeSettings(config) }],
    ...['--catalog', { file: 'catalog.json', content: catalog }],
    ...(source === null ? [] : ['--state', { file: 'state.json', content: source }]),
  ];
}
