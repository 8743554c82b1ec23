import { refuseWhileHeld, SourceHeldError } from '../commit/source-held.ts';
import type { IngestContext } from '../context.ts';
import { noCounts, type StreamReport } from './report.ts';

/** A run that was not seen at work for some of these has been killed. */
const SEEN_EVERY_MS = 15_000;

/**
 * Reads a stream unless a person holds its source, and lets others see that it is at work: when it
 * began, when it was last alive, how it ended.
 */
export async function watchedRun(
  context: IngestContext,
  sourceId: string,
  stream: string,
  read: () => Promise<StreamReport>,
): Promise<StreamReport> {
  const { store, clock } = context;
  const { sourceRuns, sourceControls } = store;
  try {
    refuseWhileHeld(await sourceControls.of(sourceId));
    await sourceRuns.begin(sourceId, stream, clock());
    const timer = setInterval(() => {
      // Only a sign of life: where the store is away, the read itself will say so.
      sourceRuns.see(sourceId, stream, clock()).catch(() => undefined);
    }, SEEN_EVERY_MS);
    timer.unref();
    let action: string | null = 'stop';
    try {
      const report = await read();
      action = report.failure?.action ?? null;
      return report;
    } finally {
      clearInterval(timer);
      await sourceRuns.end(sourceId, stream, clock(), action);
    }
  } catch (error) {
    if (!(error instanceof SourceHeldError)) throw error;
    return heldReport(context, sourceId, stream, error.message);
  }
}

async function heldReport(
  { store }: IngestContext,
  sourceId: string,
  stream: string,
  message: string,
): Promise<StreamReport> {
  return {
    stream,
    ...noCounts(),
    byReason: {},
    seconds: 0,
    state: await store.sources.state(sourceId, stream),
    retries: 0,
    failure: { stream, action: 'stop', message },
  };
}
