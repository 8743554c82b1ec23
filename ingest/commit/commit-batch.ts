import type { NewEvent, Store } from '../../store/index.ts';
import { eventId } from '../identity/event-id.ts';
import type { ExternalId } from '../mapping/mapped-record.ts';
import { PROFILING, writeConsents } from './consents.ts';
import { withoutErased } from './erased.ts';
import { identifyUsers, type MostIds } from './identify.ts';
import type { PreparedRecord } from './prepared.ts';
import { storedRows } from './stored-rows.ts';
import { supersededParts } from './supersede.ts';
import { writeItems, writeTraits } from './traits-and-items.ts';

/** What writing a batch came to. */
export interface CommitCounts {
  /** Events that were not there before. */
  readonly events: number;
  /** Events that were there already: read again, and counted once. */
  readonly duplicates: number;
  /** Rows that say an earlier event counts no more. */
  readonly deletions: number;
  /** Events not kept because their user refused `profiling`, or because somebody in them was erased. */
  readonly refused: number;
  /** Events that name an item which no source has described so far. */
  readonly unknownItems: number;
  /** Events of users whom no record had named before. */
  readonly unknownUsers: number;
  /** The latest time of an event in the batch, in milliseconds; null without events. */
  readonly latestAt: number | null;
}

/**
 * Writes all that a batch of records gave. Call it within a transaction: it reads before it writes.
 * The same records again, in any order and in any batches, change nothing.
 * @param mostIds how many ids of a kind a user may have
 */
export async function commitRecords(
  store: Store,
  sourceId: string,
  stream: string,
  given: readonly PreparedRecord[],
  mostIds: MostIds = null,
): Promise<CommitCounts> {
  const { records, erased } = await withoutErased(store, given);
  const { userOf, made } = await identifyUsers(
    store,
    sourceId,
    records.flatMap(({ parts, retracted }) => [...parts, ...retracted]),
    mostIds,
  );
  await writeConsents(store, sourceId, records, userOf);
  await writeTraits(store, sourceId, records, userOf);
  const described = await writeItems(store, sourceId, records);
  const { events, refused } = await withoutRefused(
    store,
    eventsOf(sourceId, stream, records, userOf),
  );
  const again = records.filter((record) => !record.once);
  const keys = new Set(again.map((record) => record.key));
  const stored = await storedRows(store, sourceId, stream, [...keys]);
  const canonical = await canonicalUsers(store, stored.length === 0 ? [] : [...stored, ...events]);
  const fresh = withoutStored(events, stored, canonical);
  const deletions = supersededParts(
    again
      .filter((record) => record.deleted || record.version !== '' || hasEvents(record))
      .map(({ key, version, contentHash }) => ({ recordKey: key, version, contentHash })),
    [...stored, ...fresh.filter(({ recordKey }) => keys.has(recordKey))],
    canonical,
  );
  const rows = [...fresh, ...deletions];
  const { inserted } = await store.events.append(rows);
  const live = fresh.filter((event) => !event.deleted);
  const deleted = rows.length - live.length;
  // Another process may have stored some in the meantime: what was inserted is what is new.
  const added = Math.max(0, inserted - deleted);
  return {
    events: added,
    duplicates: events.filter((event) => !event.deleted).length - added,
    deletions: deleted,
    refused: refused + erased,
    unknownItems: await countUnknownItems(store, live, described),
    unknownUsers: live.filter(({ userId }) => made.has(userId)).length,
    latestAt: events.reduce<number | null>(
      (latest, { at }) => (latest === null || at > latest ? at : latest),
      null,
    ),
  };
}

const hasEvents = ({ parts }: PreparedRecord): boolean =>
  parts.some((part) => part.kind === 'event');

function eventsOf(
  sourceId: string,
  stream: string,
  records: readonly PreparedRecord[],
  userOf: (ids: readonly ExternalId[]) => string,
): NewEvent[] {
  return records.flatMap((record) => {
    const { key, version, contentHash, parts, retracted } = record;
    const deleted = record.deleted || retracted.length > 0;
    return [...parts, ...retracted]
      .filter((part) => part.kind === 'event')
      .map(({ part, modality, type, at, user, other, itemId, value, attributes }) => ({
        userId: userOf(user),
        id: eventId({ sourceId, stream, recordKey: key, part, version, contentHash }),
        sourceId,
        stream,
        recordKey: key,
        part,
        version,
        contentHash,
        modality,
        type,
        at,
        itemId,
        otherUserId: other === null ? null : userOf(other),
        value: deleted ? null : value,
        attributes: deleted ? {} : { ...attributes },
        deleted,
      }));
  });
}

async function withoutRefused(
  store: Store,
  events: readonly NewEvent[],
): Promise<{ events: NewEvent[]; refused: number }> {
  const userIds = [...new Set(events.map((event) => event.userId))];
  const refused = userIds.length === 0 ? new Set() : await store.users.refused(userIds, PROFILING);
  // A deletion is let through: it takes away, and an earlier consent may have let events in.
  const kept = events.filter((event) => event.deleted || !refused.has(event.userId));
  return { events: kept, refused: events.length - kept.length };
}

async function canonicalUsers(
  store: Store,
  rows: readonly NewEvent[],
): Promise<(userId: string) => string> {
  if (rows.length === 0) return (userId) => userId;
  const canonical = await store.users.canonical([...new Set(rows.map((row) => row.userId))]);
  return (userId) => canonical.get(userId) ?? userId;
}

/**
 * The events that are not stored yet, each once. An event that was stored under a user who has since
 * been merged into another is found under either.
 */
function withoutStored(
  events: readonly NewEvent[],
  stored: readonly NewEvent[],
  canonical: (userId: string) => string,
): NewEvent[] {
  const known = new Set(stored.map((row) => `${canonical(row.userId)} ${row.id}`));
  return events.filter((event) => {
    const key = `${canonical(event.userId)} ${event.id}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

async function countUnknownItems(
  store: Store,
  events: readonly NewEvent[],
  described: ReadonlySet<string>,
): Promise<number> {
  const ids = new Set<string>();
  for (const { itemId } of events) {
    if (itemId !== null && !described.has(itemId)) ids.add(itemId);
  }
  if (ids.size === 0) return 0;
  const known = await store.items.exists([...ids]);
  return events.filter(
    ({ itemId }) => itemId !== null && !described.has(itemId) && !known.has(itemId),
  ).length;
}
