import type { AnyConnector, Connector } from '../../connectors/index.ts';
import type { IngestContext } from '../context.ts';
import { mappingProblems } from '../mapping/check-mapping.ts';
import { loadMapping, MappingError } from '../mapping/load-mapping.ts';
import type { SourceDeclaration, StreamDeclaration } from '../source-declaration.ts';
import { streamLedger } from './ledger.ts';
import type { SyncProgress } from './progress.ts';
import { noCounts, type StreamReport, type SyncReport, sumReports } from './report.ts';
import type { RetrySettings } from './retry.ts';
import { StreamSync } from './stream-sync.ts';
import { watchedRun } from './watched-run.ts';

export interface SyncSettings {
  readonly retry: RetrySettings;
  /** About how many records are written in one transaction. */
  readonly batchRecords: number;
}

export interface SyncOptions {
  /** Ends the sync; what is committed stays, and the next sync goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** Takes in every stream of a source, one after the other, each from its stored state. */
export async function syncSource(
  context: IngestContext,
  source: SourceDeclaration,
  connector: Connector | null,
  settings: SyncSettings,
  options: SyncOptions,
): Promise<SyncReport> {
  const startedAt = context.clock();
  const signal = options.signal ?? new AbortController().signal;
  const reports: StreamReport[] = [];
  for (const declared of source.streams) {
    if (signal.aborted) break;
    const report = await syncStream(context, source, declared, connector, settings, {
      ...options,
      signal,
      followWithinMs: null,
    });
    reports.push(report);
    // A source that is away for one stream is away for all; other failures are the stream's own.
    if (report.failure?.action === 'retry') break;
  }
  const seconds = (context.clock() - startedAt) / 1000;
  return sumReports(source.id, reports, seconds, signal.aborted);
}

/** How one stream is read: to its end, or on and on. */
export interface StreamOptions extends SyncOptions {
  readonly signal: AbortSignal;
  readonly followWithinMs: number | null;
}

/** Takes in one stream; what is wrong with the source is in the report. */
export async function syncStream(
  context: IngestContext,
  source: SourceDeclaration,
  declared: StreamDeclaration,
  connector: Connector | null,
  settings: SyncSettings,
  { signal, followWithinMs, onProgress = () => {} }: StreamOptions,
): Promise<StreamReport> {
  const { name } = declared;
  try {
    const sync = new StreamSync(context, {
      ...(await readyStream(context, source, declared, connector)),
      ...settings,
      ledger: streamLedger(source.id, name),
      range: null,
      followWithinMs,
      signal,
      onProgress,
    });
    return await watchedRun(context, source.id, name, () => sync.run());
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return misconfigured(context, source.id, name, error.message);
  }
}

/** A stream with its connector, settings and mapping. @throws {MappingError} where they cannot work */
export async function readyStream(
  context: IngestContext,
  source: SourceDeclaration,
  { name, map, drift }: StreamDeclaration,
  connector: Connector | null,
) {
  const config = checkedConfig(context, source, connector);
  const mapping = await loadMapping(map, context.baseFolder);
  const policy = drift ?? null;
  return {
    sourceId: source.id,
    stream: name,
    connector: connector!,
    config,
    mapping,
    drift: policy,
  };
}

/** @throws {MappingError} where the source as declared cannot work */
export function checkedConfig(
  context: IngestContext,
  source: SourceDeclaration,
  connector: AnyConnector | null,
): unknown {
  if (connector === null) {
    throw new MappingError(`Source ${source.id}: there is no connector "${source.connector}".`);
  }
  const parsed = connector.spec.config.safeParse(source.config ?? {});
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = ['config', ...issue.path].join('.');
    throw new MappingError(`Source ${source.id}: ${where}: ${issue.message}`);
  }
  const [problem] = mappingProblems(source, context.modalities);
  if (problem) {
    throw new MappingError(`Source ${source.id}: ${problem.path.join('.')}: ${problem.message}`);
  }
  return parsed.data;
}

async function misconfigured(
  context: IngestContext,
  sourceId: string,
  stream: string,
  message: string,
): Promise<StreamReport> {
  const { sources, sourceRuns } = context.store;
  const at = context.clock();
  await sourceRuns.begin(sourceId, stream, at);
  await sources.saveError(sourceId, stream, message, at);
  await sourceRuns.end(sourceId, stream, at, 'mend-config');
  return {
    stream,
    ...noCounts(),
    byReason: {},
    seconds: 0,
    state: await sources.state(sourceId, stream),
    retries: 0,
    failure: { stream, action: 'mend-config', message },
  };
}
