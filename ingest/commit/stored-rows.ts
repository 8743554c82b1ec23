import type { EventRow, Store } from '../../store/index.ts';

/** What is stored of a batch's records, in every version and whoever's they are. */
export async function storedRows(
  store: Store,
  sourceId: string,
  stream: string,
  recordKeys: readonly string[],
): Promise<readonly EventRow[]> {
  return recordKeys.length === 0 ? [] : store.events.ofRecords(sourceId, stream, recordKeys);
}
