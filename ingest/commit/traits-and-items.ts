import type { Item } from '../../fusion/index.ts';
import type { ItemRow, Store } from '../../store/index.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import { contentHash } from '../identity/event-id.ts';
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
        .map(({ item, incidental }) => ({
          ...item,
          categories: [...item.categories],
          sourceId,
          ...(incidental ? incidentalVersion(item, version) : { version, contentHash }),
        })),
    );
  if (rows.length > 0) await store.items.upsert(rows);
  return new Set(rows.map((row) => row.id));
}

/**
 * Below every version that a source of items gives (`!` comes before any hash). Among what events say
 * in passing the fuller description counts, then the one of the later day, then a hash: the same
 * outcome in any order, and a product that is looked at all day is written once.
 */
function incidentalVersion(item: Item, version: string): { version: string; contentHash: string } {
  const { id: _, attributes, ...said } = item;
  const known = Object.values(said).filter((value) => value !== null && value !== '').length;
  const fullness = String(known + Object.keys(attributes).length).padStart(2, '0');
  const hash = contentHash(canonicalJson(item));
  return { version: '', contentHash: `!${fullness} ${version.slice(0, 10)} ${hash}` };
}
