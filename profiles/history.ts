import type { Event, UserHistory } from '../fusion/index.ts';
import type { Store } from '../store/index.ts';

/** A user's history together with how far it reaches. */
export interface ReadHistory extends UserHistory {
  /** The greatest sequence among the user's rows that were read; 0 where there is none. */
  readonly throughSequence: number;
  /** Whether older events are left out: of a very long history only the newest are read. */
  readonly isCut?: boolean;
  /**
   * The modalities of all that came since the profile that is stored, where that is nothing but new events;
   * null, or absent, where there may be more to it.
   */
  readonly news?: readonly string[] | null;
}

/** What limits a reading of histories. */
export interface HistoryOptions {
  /** Only what was stored up to this sequence, of everybody or of each: the past as it was then. */
  readonly throughSequence?: number | ReadonlyMap<string, number>;
  /** Only events of these modalities; how far the history reaches counts all of them. */
  readonly modalities?: readonly string[];
  /** Whether the store is to remember them: for whoever reads users as they come, and not everybody once. */
  readonly remember?: boolean;
}

/** What limits a reading of everybody's histories. */
export interface AllHistoriesOptions extends HistoryOptions {
  /** Whose histories are read; everybody's if nothing is said. */
  readonly only?: (userId: string) => boolean;
}

/**
 * Reads the histories of some users: effective events in order, declared traits, and the other ends
 * of relations under the ids that they go by (a friend who was merged keeps being the friend). How far
 * a history reaches counts the merges of the others too, so that a replay reads the past as it was.
 * Users without any event get an empty history.
 */
export async function historiesOf(
  store: Store,
  userIds: readonly string[],
  options: HistoryOptions = {},
): Promise<ReadHistory[]> {
  if (userIds.length === 0) return [];
  const { throughSequence: given, modalities, remember = false } = options;
  if (given !== undefined) {
    const through =
      typeof given === 'number' ? new Map(userIds.map((userId) => [userId, given])) : given;
    const read = await readThrough(store, through, modalities);
    return read.map(({ history }) => history);
  }
  const read =
    modalities === undefined
      ? await withOthers(store, await store.events.current(userIds, { remember }))
      : // How far is asked first and read to exactly there: later rows of other modalities do not count.
        await readThrough(store, await store.events.lastSequenceOf(userIds), modalities);
  const later = read.filter(({ history, lastMerge }) => lastMerge > history.throughSequence);
  if (later.length === 0) return read.map(({ history }) => history);
  const further = new Map(later.map(({ history, lastMerge }) => [history.userId, lastMerge]));
  const again = new Map(
    (await readThrough(store, further, modalities)).map(({ history }) => [history.userId, history]),
  );
  return read.map(({ history }) => {
    const further = again.get(history.userId);
    return further === undefined ? history : { ...further, isCut: history.isCut };
  });
}

async function readThrough(
  store: Store,
  through: ReadonlyMap<string, number>,
  modalities: readonly string[] | undefined,
): Promise<{ history: ReadHistory; lastMerge: number }[]> {
  const ids = [...through.keys()];
  const [rows, traits] = await Promise.all([
    store.events.ofUsers(ids, { throughSequence: through, ...(modalities && { modalities }) }),
    store.users.traits(ids, { throughSequence: through }),
  ]);
  const known = [...through].map(([userId, throughSequence]) => {
    const own = { events: rows.get(userId) ?? [], traits: traits.get(userId) ?? {} };
    return [userId, { ...own, throughSequence }] as const;
  });
  return withOthers(store, new Map(known));
}

/** Names the other ends of relations as they are called when a history ends. */
async function withOthers(
  store: Store,
  histories: ReadonlyMap<string, Omit<ReadHistory, 'userId'>>,
): Promise<{ history: ReadHistory; lastMerge: number }[]> {
  const merges = await mergesOfOthers(store, histories);
  // Nearly nobody is related to somebody who was merged: the events are then the very list that the store may remember.
  const isAny = merges.size > 0;
  return [...histories].map(([userId, { events, traits, isCut, news, throughSequence }]) => {
    const own = isAny ? events.flatMap((event) => merges.get(event.otherUserId ?? '') ?? []) : [];
    const history = {
      userId,
      events: isAny
        ? events.map((event) => withCanonicalOther(event, merges, throughSequence))
        : events,
      traits,
      isCut: isCut ?? false,
      // The sequence of another user's merge says nothing of which own events had come before it.
      news: own.length === 0 ? (news ?? null) : null,
      throughSequence,
    };
    return { history, lastMerge: own.reduce((last, { sequence }) => Math.max(last, sequence), 0) };
  });
}

interface Merge {
  readonly userId: string;
  readonly sequence: number;
}

/** What became of the other ends of relations, in the order in which it happened. */
async function mergesOfOthers(
  store: Store,
  histories: ReadonlyMap<string, Pick<ReadHistory, 'events'>>,
): Promise<Map<string, Merge[]>> {
  const others = new Set<string>();
  for (const { events } of histories.values()) {
    for (const event of events) if (event.otherUserId !== null) others.add(event.otherUserId);
  }
  const merges = new Map<string, Merge[]>();
  for (const { mergedId, ...merge } of await store.users.merges([...others])) {
    merges.set(mergedId, [...(merges.get(mergedId) ?? []), merge]);
  }
  return merges;
}

function withCanonicalOther(
  event: Event,
  merges: ReadonlyMap<string, readonly Merge[]>,
  throughSequence: number,
): Event {
  const known = merges.get(event.otherUserId ?? '') ?? [];
  const merge = known.findLast(({ sequence }) => sequence <= throughSequence);
  return merge === undefined ? event : { ...event, otherUserId: merge.userId };
}

/**
 * All users' histories in pages of user ids, for training and for encoding everybody anew.
 * @param batch users a page
 * @param options with a sequence all of them are read as of one moment, whatever comes in meanwhile
 */
export async function* allHistories(
  store: Store,
  batch = 500,
  { only = () => true, ...options }: AllHistoriesOptions = {},
): AsyncGenerator<ReadHistory[]> {
  const { throughSequence } = options;
  const moment = typeof throughSequence === 'number' ? { throughSequence } : {};
  let after: string | null = null;
  do {
    const page = await store.users.page({ first: batch, after }, moment);
    const ids = page.rows.map(({ row }) => row.userId).filter(only);
    if (ids.length > 0) yield await historiesOf(store, ids, options);
    after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
}
