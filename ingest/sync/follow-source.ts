import type { Connector } from '../../connectors/index.ts';
import type { IngestContext } from '../context.ts';
import type { SourceDeclaration, StreamDeclaration } from '../source-declaration.ts';
import type { SyncProgress } from './progress.ts';
import { pause, retryDelayMs } from './retry.ts';
import { type SyncSettings, syncStream } from './sync-source.ts';

export interface FollowOptions {
  /** Ends it; what is committed stays, and the next read goes on from there. */
  readonly signal: AbortSignal;
  /** How long what was read may wait for its commit, in milliseconds. */
  readonly commitWithinMs: number;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** A connector that cannot wait for what comes next is read again after so long. */
const READ_AGAIN_MS = 5000;

/** Takes in every stream of a source on and on, side by side, until the signal aborts. */
export async function followSource(
  context: IngestContext,
  source: SourceDeclaration,
  connector: Connector | null,
  settings: SyncSettings,
  options: FollowOptions,
): Promise<void> {
  const patient = { ...settings, retry: { ...settings.retry, attempts: Number.POSITIVE_INFINITY } };
  await Promise.all(
    source.streams.map((stream) =>
      followStream(context, source, stream, connector, patient, options),
    ),
  );
}

/**
 * A person may mend what is wrong while it runs (a missing topic, a revoked right, the store), so no
 * failure ends it.
 */
async function followStream(
  context: IngestContext,
  source: SourceDeclaration,
  stream: StreamDeclaration,
  connector: Connector | null,
  settings: SyncSettings,
  { signal, commitWithinMs, onProgress }: FollowOptions,
): Promise<void> {
  const followed = { signal, followWithinMs: commitWithinMs, ...(onProgress && { onProgress }) };
  let failures = 0;
  while (!signal.aborted) {
    let wentOn = false;
    let problem: string | null = null;
    try {
      const report = await syncStream(context, source, stream, connector, settings, followed);
      problem = report.failure?.message ?? null;
      wentOn = report.records + report.tombstones > 0;
    } catch (error) {
      // Of an error that nobody foresaw only the kind: its words may quote a record.
      problem = error instanceof Error ? error.name : typeof error;
    }
    if (signal.aborted) return;
    if (problem === null) {
      failures = 0;
      await pause(READ_AGAIN_MS, signal);
      continue;
    }
    failures = wentOn ? 1 : failures + 1;
    const delayMs = Math.round(retryDelayMs(settings.retry, failures, undefined));
    const facts = { sourceId: source.id, stream: stream.name, problem, delayMs };
    context.log('The continuous read stopped and is begun again.', facts);
    await pause(delayMs, signal);
  }
}
