import type { MostIds } from '../commit/identify.ts';
import { heldRecord } from '../commit/prepare.ts';
import type { Rejected } from '../commit/prepared.ts';
import type { Gate } from '../commit/take-in.ts';
import type { PreparedMessage } from './prepare-pushed.ts';

/** Whose messages they are. */
export interface PushedBatch {
  readonly sourceId: string;
  readonly messages: readonly PreparedMessage[];
  readonly mostIds: MostIds;
}

/**
 * Writes what requests brought: the inbox decides what is new, and only that is written. Call it
 * within a transaction, so that a message is in the inbox exactly when its events are stored.
 */
export async function commitPushed(
  { store, at, take }: Gate,
  { sourceId, messages, mostIds }: PushedBatch,
): Promise<void> {
  const named = messages.flatMap(({ id }) => (id === null ? [] : [id]));
  const known = await store.inbox.admit(sourceId, named);
  const fresh = messages.filter(({ id }) => {
    if (id === null) return true;
    if (known.has(id)) return false;
    // Of a message that stands twice in one batch the first counts.
    known.add(id);
    return true;
  });
  const byStream = Map.groupBy(messages, ({ stream }) => stream);
  const freshByStream = Map.groupBy(fresh, ({ stream }) => stream);
  for (const [stream, received] of byStream) {
    const taken = freshByStream.get(stream) ?? [];
    const records = taken.flatMap(({ outcome }) => ('record' in outcome ? [outcome.record] : []));
    const rejected = taken.flatMap(({ outcome }) =>
      'rejected' in outcome ? [outcome.rejected] : [],
    );
    const originals = () => originalsOf(taken, sourceId);
    const counts = await take({ stream, accepted: records, rejected, originals, mostIds });
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

function originalsOf(taken: readonly PreparedMessage[], sourceId: string): Rejected[] {
  return taken.flatMap(({ message, outcome }) =>
    'record' in outcome && message.type !== 'reject' ? [heldRecord(message, sourceId)] : [],
  );
}
