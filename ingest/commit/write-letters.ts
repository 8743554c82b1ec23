import type { Store } from '../../store/index.ts';
import { lettersOfLiving } from './erased.ts';
import type { Rejected } from './prepared.ts';

/** Keeps what was turned away, with the reason; the same bad row again is the same letter. */
export async function writeLetters(
  store: Store,
  sourceId: string,
  stream: string,
  rejected: readonly Rejected[],
  at: number,
): Promise<void> {
  if (rejected.length === 0) return;
  const kept = await lettersOfLiving(store, rejected);
  await store.deadLetters.add(
    kept.map(({ id, recordKey, position, reason, message, content }) => ({
      id,
      sourceId,
      stream,
      recordKey,
      position,
      reason,
      message,
      record: content,
      at,
      whole: reason === 'quarantined',
    })),
  );
}
