import type { ItemRow, Store } from '../../store/index.ts';
import type { ExternalId } from '../mapping/mapped-record.ts';
import type { PreparedRecord } from './prepared.ts';

/** Writes what the records declare about users; a deleted record takes its words back. */
export async function writeTraits(
  store: Store,
  sourceId: string,
  records: readonly PreparedRecord[],
  userOf: (ids: readonly ExternalId[]) => string,
): Promise<void> {
  const rows = records.flatMap(({ parts, version, contentHash, deleted }) =>
    parts
      .filter((part) => part.kind === 'user')
      .flatMap((part) =>
        Object.entries(part.traits).map(([name, value]) => ({
          userId: userOf(part.user),
          name,
          value: deleted ? null : value,
          sourceId,
          version,
          contentHash,
        })),
      ),
  );
  if (rows.length > 0) await store.users.setTraits(rows);
}

/** Writes the items; the newest version counts, whichever comes first. Deleted ones stay: events name them. */
export async function writeItems(
  store: Store,
  sourceId: string,
  records: readonly PreparedRecord[],
): Promise<ReadonlySet<string>> {
  const rows: ItemRow[] = records
    .filter((record) => !record.deleted)
    .flatMap(({ parts, version, contentHash }) =>
      parts
        .filter((part) => part.kind === 'item')
        .map(({ item }) => ({
          ...item,
          categories: [...item.categories],
          sourceId,
          version,
          contentHash,
        })),
    );
  if (rows.length > 0) await store.items.upsert(rows);
  return new Set(rows.map((row) => row.id));
}
