import type { EventRow, Store } from '../../store/index.ts';

/** A store that finds the rows of a record by its key, whoever's they are. */
interface FindsRecords {
  /** Every stored version of the given records of a stream, deleted ones included. */
  ofRecords(sourceId: string, stream: string, recordKeys: readonly string[]): Promise<EventRow[]>;
}

const findsRecords = (events: object): events is FindsRecords => 'ofRecords' in events;

/** Whether versions of a record that differ in their parts or their user can be told apart. */
export function canSupersede(store: Store): boolean {
  return findsRecords(store.events);
}

/**
 * What is stored of a batch's records. A store that cannot look records up by key gives nothing; then
 * only the newest version of each part counts, and deletions without data find no events.
 */
export async function storedRows(
  store: Store,
  sourceId: string,
  stream: string,
  recordKeys: readonly string[],
): Promise<readonly EventRow[]> {
  const events: object = store.events;
  if (recordKeys.length === 0 || !findsRecords(events)) return [];
  return events.ofRecords(sourceId, stream, recordKeys);
}
