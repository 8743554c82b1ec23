import type { NewEvent } from '../../store/index.ts';
import { eventId } from '../identity/event-id.ts';

/** One version of one record that a batch brought, whether or not it gave events. */
export interface RecordVersion {
  readonly recordKey: string;
  readonly version: string;
  readonly contentHash: string;
}

const isNewer = (left: RecordVersion, right: RecordVersion): boolean =>
  left.version > right.version ||
  (left.version === right.version && left.contentHash > right.contentHash);

/**
 * The rows that make the newest version of each record count as a whole. The store lets the newest
 * version of each *part* of a user count; when a newer version of a record has fewer parts, belongs to
 * another user or is a deletion, its left-over parts would go on counting. This gives a deleted row for
 * each of them, at the newest version, so that the outcome is the same in whichever order versions
 * arrive. Applying it again to its own outcome gives nothing.
 *
 * @param versions the versions in the batch
 * @param rows all rows of these records, those stored before and those of the batch
 * @param canonical the user that each user id now stands for
 */
export function supersededParts(
  versions: readonly RecordVersion[],
  rows: readonly NewEvent[],
  canonical: (userId: string) => string,
): NewEvent[] {
  const newest = new Map<string, RecordVersion>();
  for (const version of [...rows, ...versions]) {
    const best = newest.get(version.recordKey);
    if (best === undefined || isNewer(version, best)) newest.set(version.recordKey, version);
  }
  const slot = (row: NewEvent): string =>
    JSON.stringify([row.recordKey, canonical(row.userId), row.part]);
  const isNewest = (row: NewEvent): boolean => {
    const best = newest.get(row.recordKey)!;
    return row.version === best.version && row.contentHash === best.contentHash;
  };
  const covered = new Set(rows.filter(isNewest).map(slot));
  const deletions: NewEvent[] = [];
  for (const row of rows) {
    if (covered.has(slot(row))) continue;
    covered.add(slot(row));
    const { version, contentHash } = newest.get(row.recordKey)!;
    const id = eventId({ ...row, version, contentHash });
    // What was said then is dropped: a deletion needs to say no more than what it deletes.
    deletions.push({
      ...row,
      id,
      version,
      contentHash,
      deleted: true,
      value: null,
      attributes: {},
    });
  }
  return deletions;
}
