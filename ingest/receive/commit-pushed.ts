import type { Store } from '../../store/index.ts';
import { commitRecords } from '../commit/commit-batch.ts';
import type { MostIds } from '../commit/identify.ts';
import { writeLetters } from '../commit/write-letters.ts';
import type { PreparedMessage } from './prepare-pushed.ts';

/** Whose messages they are, and when they came. */
export interface PushedBatch {
  readonly sourceId: string;
  readonly messages: readonly PreparedMessage[];
  readonly mostIds: MostIds;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Writes what requests brought: the inbox decides what is new, and only that is written. Call it
 * within a transaction, so that a message is in the inbox exactly when its events are stored.
 */
export async function commitPushed(
  store: Store,
  { sourceId, messages, mostIds, at }: PushedBatch,
): Promise<void> {
  const named = messages.flatMap(({ id }) => (id === null ? [] : [id]));
  const admitted = await store.inbox.admit(sourceId, named);
  // Of a message that stands twice in one batch the first counts.
  const fresh = messages.filter(({ id }) => id === null || admitted.delete(id));
  const byStream = Map.groupBy(messages, ({ stream }) => stream);
  const freshByStream = Map.groupBy(fresh, ({ stream }) => stream);
  for (const [stream, received] of byStream) {
    const taken = freshByStream.get(stream) ?? [];
    const records = taken.flatMap(({ outcome }) => ('record' in outcome ? [outcome.record] : []));
    const rejected = taken.flatMap(({ outcome }) =>
      'rejected' in outcome ? [outcome.rejected] : [],
    );
    const counts = await commitRecords(store, sourceId, stream, records, mostIds);
    await writeLetters(store, sourceId, stream, rejected, at);
    await store.sources.save(sourceId, stream, {
      state: null,
      watermark: counts.latestAt,
      records: received.length,
      events: counts.events,
      duplicates: counts.duplicates + received.length - taken.length,
      rejected: rejected.length,
      at,
    });
  }
}
