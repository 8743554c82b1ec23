import type { Event, UserHistory } from '../fusion/index.ts';
import type { Store } from '../store/index.ts';

/** A user's history together with how far it reaches. */
export interface ReadHistory extends UserHistory {
  /** The greatest sequence among the user's rows that were read; 0 where there is none. */
  readonly throughSequence: number;
}

/** What limits a reading of histories. */
export interface HistoryOptions {
  /** Only what was stored up to this sequence: the past as it was then. */
  readonly throughSequence?: number;
}

/**
 * Reads the histories of some users: effective events in order, declared traits, and the other ends
 * of relations under the ids that they go by today (a friend who was merged keeps being the friend).
 * Users without any event get an empty history.
 */
export async function historiesOf(
  store: Store,
  userIds: readonly string[],
  options: HistoryOptions = {},
): Promise<ReadHistory[]> {
  if (userIds.length === 0) return [];
  const ids = [...userIds];
  // How far is asked first and read to exactly there, so that a replay to it sees the same rows.
  const through =
    options.throughSequence === undefined
      ? await store.events.lastSequenceOf(ids)
      : new Map(ids.map((userId) => [userId, options.throughSequence ?? 0]));
  const [rows, traits] = await Promise.all([
    store.events.ofUsers(ids, { throughSequence: through }),
    store.users.traits(ids, { throughSequence: through }),
  ]);
  const others = new Set<string>();
  for (const events of rows.values()) {
    for (const event of events) if (event.otherUserId !== null) others.add(event.otherUserId);
  }
  const canonical =
    others.size > 0 ? await store.users.canonical([...others]) : new Map<string, string>();
  return ids.map((userId) => ({
    userId,
    events: (rows.get(userId) ?? []).map((event): Event => withCanonicalOther(event, canonical)),
    traits: traits.get(userId) ?? {},
    throughSequence: through.get(userId) ?? 0,
  }));
}

function withCanonicalOther(event: Event, canonical: ReadonlyMap<string, string>): Event {
  const other = event.otherUserId === null ? undefined : canonical.get(event.otherUserId);
  return other === undefined || other === event.otherUserId
    ? event
    : { ...event, otherUserId: other };
}

/**
 * All users' histories in pages of user ids, for training and for encoding everybody anew.
 * @param batch users a page
 */
export async function* allHistories(store: Store, batch = 500): AsyncGenerator<ReadHistory[]> {
  let after: string | null = null;
  do {
    const page = await store.users.page({ first: batch, after });
    const ids = page.rows.map(({ row }) => row.userId);
    if (ids.length > 0) yield await historiesOf(store, ids);
    after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
}
