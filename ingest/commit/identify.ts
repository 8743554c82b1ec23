import type { Store } from '../../store/index.ts';
import type { ExternalId } from '../mapping/mapped-record.ts';
import type { CheckedPart } from '../validate/checked.ts';

const entryKey = (ids: readonly ExternalId[]): string =>
  JSON.stringify(ids.map(({ kind, value }) => [kind, value]));

/** Finds or makes the user of each distinct set of external ids, in one call to the store. */
export async function identifyUsers(
  store: Store,
  parts: Iterable<CheckedPart>,
): Promise<(ids: readonly ExternalId[]) => string> {
  const entries = new Map<string, ExternalId[]>();
  for (const part of parts) {
    if (part.kind === 'item') continue;
    entries.set(entryKey(part.user), [...part.user]);
    if (part.kind === 'event' && part.other) entries.set(entryKey(part.other), [...part.other]);
  }
  const keys = [...entries.keys()];
  const userIds = keys.length === 0 ? [] : await store.users.resolve([...entries.values()]);
  const byKey = new Map(keys.map((key, index) => [key, userIds[index]!]));
  return (ids) => byKey.get(entryKey(ids))!;
}
