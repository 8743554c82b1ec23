import type { Store } from '../../store/index.ts';
import type { ExternalId } from '../mapping/mapped-record.ts';
import type { CheckedPart } from '../validate/checked.ts';

/** How many ids of a kind one user may have; null where a source's ids are taken at their word. */
export type MostIds = ((kind: string) => number) | null;

/** Neither kinds nor values hold a NUL character, so that no two lists make the same text. */
const entryKey = (ids: readonly ExternalId[]): string =>
  ids.map(({ kind, value }) => `${kind}\0${value}`).join('\0');

/**
 * Finds or makes the user of each distinct list of external ids, in one call to the store.
 * @returns the user of a list that one of the parts holds, and the users whom nobody had named before
 */
export async function identifyUsers(
  store: Store,
  sourceId: string,
  parts: Iterable<CheckedPart>,
  most: MostIds = null,
): Promise<{ userOf: (ids: readonly ExternalId[]) => string; made: ReadonlySet<string> }> {
  const entries: (readonly ExternalId[])[] = [];
  const explicit = new Set<number>();
  const byKey = new Map<string, number>();
  // The parts of one record mostly share their list, which spares making its text again.
  const byList = new Map<readonly ExternalId[], number>();
  const note = (ids: readonly ExternalId[]): number => {
    const known = byList.get(ids);
    if (known !== undefined) return known;
    const key = entryKey(ids);
    const place = byKey.get(key) ?? entries.push(ids) - 1;
    byKey.set(key, place);
    byList.set(ids, place);
    return place;
  };
  for (const part of parts) {
    if (part.kind === 'item') continue;
    const place = note(part.user);
    if (part.kind === 'user' && part.explicit) explicit.add(place);
    if (part.kind === 'event' && part.other) note(part.other);
  }
  const limits = most === null ? null : { most, explicit };
  let made: ReadonlySet<string> = new Set();
  const userIds =
    entries.length === 0
      ? []
      : await store.users.resolve(entries, limits, sourceId, (userIds) => {
          made = new Set(userIds);
        });
  return { userOf: (ids) => userIds[byList.get(ids)!]!, made };
}
