import type { Json } from '../../connectors/index.ts';
import { commitRecords } from '../commit/commit-batch.ts';
import { writeLetters } from '../commit/write-letters.ts';
import type { IngestContext } from '../context.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import type { StreamBatch } from './batch.ts';
import type { SyncCounts } from './report.ts';

/** Another process took the stream further while this one was reading it. */
export class SyncConflictError extends Error {
  override readonly name = 'SyncConflictError';

  constructor(sourceId: string, stream: string) {
    super(
      `The state of ${sourceId}/${stream} changed during the sync: another process syncs it too. ` +
        'Nothing of this batch was stored. Let one process sync a source, or wait and sync again.',
    );
  }
}

/**
 * Writes a batch and the state that covers it in one transaction: after a kill at any instant, either
 * both are there or neither.
 * @param states the state that the store must still hold, and the one to hold afterwards
 * @throws {SyncConflictError} where another process has moved the state
 */
export async function writeBatch(
  context: IngestContext,
  sourceId: string,
  stream: string,
  batch: StreamBatch,
  states: { readonly from: Json | null; readonly to: Json | null },
): Promise<Partial<SyncCounts>> {
  const at = context.clock();
  return context.store.transaction(async (store) => {
    const stored = await store.sources.state(sourceId, stream);
    if (canonicalJson(stored) !== canonicalJson(states.from)) {
      throw new SyncConflictError(sourceId, stream);
    }
    const counts = await commitRecords(store, sourceId, stream, batch.accepted);
    await writeLetters(store, sourceId, stream, batch.rejected, at);
    const records = batch.size - batch.tombstones;
    const rejected = batch.rejected.length;
    await store.sources.save(sourceId, stream, {
      state: states.to,
      watermark: counts.latestAt,
      records,
      events: counts.events,
      duplicates: counts.duplicates,
      rejected,
      at,
    });
    const { latestAt: _, ...sums } = counts;
    const { tombstones } = batch;
    const ignored = batch.accepted.filter(({ deleted, parts }) => !deleted && parts.length === 0);
    return { ...sums, records, tombstones, rejected, ignored: ignored.length };
  });
}
