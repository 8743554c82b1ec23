import { type Connector, isGreaterCursor, nearestName } from '../../connectors/index.ts';
import { refuseWhileHeld } from '../commit/source-held.ts';
import type { IngestContext } from '../context.ts';
import { MappingError } from '../mapping/load-mapping.ts';
import type { SourceDeclaration, StreamDeclaration } from '../source-declaration.ts';
import { asConnectorError } from './connector-messages.ts';
import { backfillLedger } from './ledger.ts';
import { isWrongTime, wholeDays } from './range.ts';
import { type StreamReport, type SyncReport, sumReports } from './report.ts';
import { StreamSync } from './stream-sync.ts';
import { readyStream, type SyncOptions, type SyncSettings } from './sync-source.ts';

/** What is to be read once more. */
export interface BackfillOptions extends SyncOptions {
  /** The least and the greatest cursor, both included; a date stands for all of its day in UTC. */
  readonly from: string;
  readonly until: string;
  /** One stream; all of the source where absent. */
  readonly stream?: string | undefined;
}

/** A backfill that can be, and is under way. */
export interface RunningBackfill {
  /** What it came to; what the source does wrong is in the report. */
  readonly ended: Promise<SyncReport>;
}

/** What is asked for cannot be read again; the message says why, and what can. */
export class BackfillError extends Error {
  override readonly name = 'BackfillError';
}

/**
 * Reads a range of a source once more, with the mapping as it is now. The streams' own states stay
 * where they are; what was taken in already counts once. Cut off, the same range goes on where it was.
 * @returns once it is sure that all of it can be read by a range
 * @throws {BackfillError} where the range is none, or a stream cannot be read by one
 * @throws {MappingError} where the source as declared cannot work
 * @throws {SourceHeldError} where a person does not want the source to be read
 */
export async function backfillSource(
  context: IngestContext,
  source: SourceDeclaration,
  connector: Connector | null,
  settings: SyncSettings,
  options: BackfillOptions,
): Promise<RunningBackfill> {
  const wrong = [options.from, options.until].find(isWrongTime);
  if (wrong !== undefined) {
    throw new BackfillError(
      `"${wrong}" is no time; write 2025-06-01, or 2025-06-01T08:00:00Z for an instant.`,
    );
  }
  const { from, until } = wholeDays(options.from, options.until);
  if (isGreaterCursor(from, until)) {
    throw new BackfillError(`The range ends (${until}) before it begins (${from}).`);
  }
  const streams = chosenStreams(source, options.stream);
  refuseWhileHeld(await context.store.sourceControls.of(source.id));
  const signal = options.signal ?? new AbortController().signal;
  const cursors = await cursorsOf(context, source, connector, streams, signal);
  const calls = streams.map((declared, index) => {
    const range = { cursor: cursors[index]!, from, until };
    return { source, declared, connector, settings, range };
  });
  return { ended: readStreams(context, calls, { ...options, signal }) };
}

async function readStreams(
  context: IngestContext,
  calls: readonly StreamCall[],
  options: SyncOptions & { readonly signal: AbortSignal },
): Promise<SyncReport> {
  const startedAt = context.clock();
  const reports: StreamReport[] = [];
  for (const call of calls) {
    if (options.signal.aborted) break;
    reports.push(await backfillStream(context, call, options));
    // A source that is away for one stream is away for all.
    if (reports.at(-1)!.failure?.action === 'retry') break;
  }
  const seconds = (context.clock() - startedAt) / 1000;
  return sumReports(calls[0]!.source.id, reports, seconds, options.signal.aborted);
}

interface StreamCall {
  readonly source: SourceDeclaration;
  readonly declared: StreamDeclaration;
  readonly connector: Connector | null;
  readonly settings: SyncSettings;
  readonly range: { readonly cursor: string; readonly from: string; readonly until: string };
}

async function backfillStream(
  context: IngestContext,
  { source, declared, connector, settings, range }: StreamCall,
  { signal, onProgress = () => {} }: SyncOptions & { readonly signal: AbortSignal },
): Promise<StreamReport> {
  const { sourceBackfills } = context.store;
  const kept = { sourceId: source.id, stream: declared.name, from: range.from, until: range.until };
  const ready = await readyStream(context, source, declared, connector);
  if (await sourceBackfills.begin(kept, context.clock())) {
    context.log('The backfill goes on where it was cut off.', { ...kept });
  }
  const report = await new StreamSync(context, {
    ...ready,
    ...settings,
    ledger: backfillLedger(kept),
    range,
    followWithinMs: null,
    signal,
    onProgress,
  }).run();
  if (report.failure === null && !signal.aborted) await sourceBackfills.end(kept, context.clock());
  return report;
}

function chosenStreams(
  { id, streams }: SourceDeclaration,
  name: string | undefined,
): readonly StreamDeclaration[] {
  if (name === undefined) return streams;
  const found = streams.filter((stream) => stream.name === name);
  if (found.length > 0) return found;
  const names = streams.map((stream) => stream.name);
  const nearest = nearestName(name, names);
  const suggestion = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new BackfillError(
    `Source ${id} declares no stream "${name}".${suggestion} Declared: ${names.join(', ')}.`,
  );
}

/**
 * The cursor of each stream. All are looked at before the first is read.
 * @throws {BackfillError} where one has none
 */
async function cursorsOf(
  context: IngestContext,
  source: SourceDeclaration,
  connector: Connector | null,
  streams: readonly StreamDeclaration[],
  signal: AbortSignal,
): Promise<string[]> {
  const [first] = streams;
  if (first === undefined) throw new MappingError(`Source ${source.id} declares no streams.`);
  const { config } = await readyStream(context, source, first, connector);
  const { clock: now, baseFolder, log } = context;
  const described = await connector!
    .discover(config, { signal, now, baseFolder, log })
    .catch((error: unknown) => {
      const cause = asConnectorError(error);
      throw new BackfillError(cause.message, { cause });
    });
  const cursorOf = ({ name }: StreamDeclaration) =>
    described.find((one) => one.name === name)?.cursor ?? null;
  const without = streams.filter((stream) => cursorOf(stream) === null).map(({ name }) => name);
  if (without.length === 0) return streams.map((stream) => cursorOf(stream)!);
  const others = streams.filter((stream) => cursorOf(stream) !== null).map(({ name }) => name);
  const choice = others.length === 0 ? '' : `Choose with --stream: ${others.join(', ')}. `;
  throw new BackfillError(
    `${without.join(', ')} of ${source.id} cannot be read by a range: no cursor says what lies in it. ${choice}Declare one where the records have a field that grows with every change, or read all of it anew: \`portrait source remove ${source.id} --yes\`, \`portrait source resume ${source.id}\`, then sync.`,
  );
}
