import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { effectiveEvents, effectiveTraits, LONGEST_HISTORY } from './event-effective.ts';
import type { EventRow } from './event-row.ts';
import type { Scalar } from './json.ts';
import { withKnownRecords } from './long-histories.ts';
import { members } from './members.ts';
import { plainHistories } from './plain-history.ts';
import { textArray } from './unnest.ts';
import { compareBytes } from './values.ts';

/** What an event says, without where it came from. */
export type PlainEvent = Pick<
  EventRow,
  'id' | 'modality' | 'type' | 'at' | 'itemId' | 'otherUserId' | 'value' | 'attributes'
>;

/** All that counts of a user now. */
export interface CurrentHistory {
  /** By time, then id. */
  readonly events: readonly PlainEvent[];
  readonly traits: Readonly<Record<string, Scalar>>;
  /** Whether older events are left out: of a very long history only the newest are read. */
  readonly isCut: boolean;
  /**
   * The modalities of all that came since the user's profile was made, where that is nothing but new
   * events; null where there may be more to it.
   */
  readonly news: readonly string[] | null;
  /** The greatest sequence of the user's events, traits, merges and removals; 0 where there is none. */
  readonly throughSequence: number;
}

interface Row extends Omit<DecidedRow, 'userId' | 'events'> {
  readonly events: readonly PlainEvent[];
  readonly news: string | null;
}

interface DecidedRow {
  readonly userId: string;
  readonly throughSequence: number;
  readonly events: string | null;
  readonly isCut: boolean | null;
  readonly traits: string | null;
}

/** An event in a history's text. */
type PackedEvent = [
  id: string,
  modality: string,
  type: string,
  at: number,
  itemId: string | null,
  otherUserId: string | null,
  value: number | null,
  attributes: PlainEvent['attributes'],
];

/** How current histories are read. */
export interface CurrentOptions {
  /**
   * Whether what was read is remembered, where anything is: for whoever reads users as they come, and not
   * everybody once.
   */
  readonly remember?: boolean;
}

/**
 * Reads each user in one statement, which sees one instant: writers of one user take turns, so whatever
 * is committed of a user later has a greater sequence, and reading through this one gives the same again.
 */
export async function currentHistories(
  context: StoreContext,
  userIds: readonly string[],
  { remember = false }: CurrentOptions = {},
): Promise<Map<string, CurrentHistory>> {
  const found = new Map<string, CurrentHistory>(
    userIds.map((userId) => [
      userId,
      { events: [], traits: {}, isCut: false, news: null, throughSequence: 0 },
    ]),
  );
  if (found.size === 0) return found;
  const unknown = await rememberedLong(context, found, remembered(context, found));
  if (unknown.length === 0) return found;
  // In a transaction what was read is learned in its turn among what others store.
  const isLearned = remember && !context.inTransaction && context.shared.memory !== null;
  if (isLearned) await context.transaction((inside) => readInto(found, inside, unknown, true));
  else await readInto(found, context, unknown, false);
  return found;
}

/** Fills in what is known without asking. @returns the users of whom nothing is */
function remembered(context: StoreContext, found: Map<string, CurrentHistory>): string[] {
  const { memory } = context.shared;
  // A transaction may have written what nobody has learned yet.
  if (memory === null || context.inTransaction) return [...found.keys()];
  // News are those since the profile of the model that serves.
  const forgotten = context.modelId === null ? memory.forgotten : Number.NaN;
  const unknown: string[] = [];
  for (const userId of found.keys()) {
    const known = memory.histories.of(userId, forgotten);
    if (known === undefined) unknown.push(userId);
    else found.set(userId, historyOf({ ...known, events: inOrder(known.events), isCut: false }));
  }
  return unknown;
}

/**
 * Fills in long histories that are known, once it has been asked whether what came since is of records
 * that have nothing else. @returns the users who are still unknown
 */
async function rememberedLong(
  context: StoreContext,
  found: Map<string, CurrentHistory>,
  userIds: readonly string[],
): Promise<readonly string[]> {
  const { memory } = context.shared;
  if (memory === null || context.inTransaction) return userIds;
  const { long } = memory.histories;
  const known = userIds.flatMap((userId) => {
    const history = long.of(userId);
    return history === undefined ? [] : [{ userId, history }];
  });
  if (known.length === 0) return userIds;
  const added = known.flatMap(({ history }) => history.added.map(({ row }) => row));
  const doubtful = added.length === 0 ? new Set<string>() : await withKnownRecords(context, added);
  const filled = new Set<string>();
  for (const { userId, history } of known) {
    if (doubtful.has(userId)) {
      long.drop(userId);
      continue;
    }
    const settled = long.settle(userId, history, inOrder);
    if (settled === undefined) continue;
    const { events, traits, throughSequence } = settled;
    const isCut = events.length === LONGEST_HISTORY;
    found.set(userId, { events, traits, throughSequence, isCut, news: null });
    filled.add(userId);
  }
  return userIds.filter((userId) => !filled.has(userId));
}

async function readInto(
  found: Map<string, CurrentHistory>,
  context: StoreContext,
  userIds: readonly string[],
  isLearned: boolean,
): Promise<void> {
  const learn = (history: CurrentHistory, userId: string): void => {
    if (isLearned) context.learn(({ histories }) => histories.long.learn(userId, history));
  };
  const rows = await context.rows(plainHistories(context, userIds));
  const others: string[] = [];
  for (const row of rows) {
    if (!row.isPlain) {
      if (isLearned) context.learn(({ histories }) => histories.drop(row.userId));
      others.push(row.userId);
      continue;
    }
    const events = inOrder(unpack(row.events));
    if (isLearned) context.learn(({ histories }) => histories.learn({ ...row, events }));
    const history = historyOf({ ...row, events, isCut: false });
    found.set(row.userId, history);
    learn(history, row.userId);
  }
  if (others.length === 0) return;
  const single = isLearned ? await withOneId(context, others) : new Set<string>();
  for (const row of await context.rows(decidedHistories(others))) {
    const history = historyOf({ ...row, events: unpack(row.events), news: null });
    found.set(row.userId, history);
    // As many events as rows: all that were read count.
    const isWhole = history.events.length === LONGEST_HISTORY;
    if (isWhole && single.has(row.userId)) learn(history, row.userId);
  }
}

/** Which users are made of one identity. */
async function withOneId(
  context: StoreContext,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await context.rows(sql<{ userId: string }>`select user_id as "userId" from users u
    where u.user_id = any(${textArray(userIds)}) and u.merged_into is null
      and not exists (select 1 from users other where other.merged_into = u.user_id)
      and not exists (select 1 from user_merges m where m.user_id = u.user_id)`);
  return new Set(rows.map(({ userId }) => userId));
}

/** A SELECT of users of whom it has to be decided which rows count. */
function decidedHistories(userIds: readonly string[]): RawBuilder<DecidedRow> {
  return sql<DecidedRow>`with sequences as (
      select m.wanted_id, max(greatest(
        (select max(e.sequence) from events e where e.user_id = m.member_id),
        (select max(t.sequence) from traits t where t.user_id = m.member_id),
        (select max(r.sequence) from user_removals r where r.user_id = m.member_id),
        (select max(g.sequence) from user_merges g where g.user_id = m.member_id), 0)) as sequence
      from ${members(userIds)} m group by m.wanted_id
    ), packed as (
      select "wantedId", json_agg(json_build_array(id, modality, type, at, "itemId", "otherUserId",
        value, attributes) order by at, id)::text as events, bool_or("isCut") as "isCut"
      from (${effectiveEvents(userIds)}) counted group by "wantedId"
    ), named as (
      select "wantedId", json_object_agg(name, value)::text as traits
      from (${effectiveTraits(userIds)}) counted group by "wantedId"
    )
    select s.wanted_id as "userId", s.sequence as "throughSequence", p.events, p."isCut", n.traits
    from sequences s left join packed p on p."wantedId" = s.wanted_id
      left join named n on n."wantedId" = s.wanted_id`;
}

/** @param row with its events in their order */
function historyOf({ events, traits, isCut, news, throughSequence }: Row): CurrentHistory {
  return {
    events,
    traits: traits === null ? {} : (JSON.parse(traits) as Record<string, Scalar>),
    isCut: isCut ?? false,
    news: news === null ? null : [...new Set(news.split(' '))],
    throughSequence,
  };
}

function inOrder(events: PlainEvent[]): PlainEvent[] {
  return events.sort((one, two) => one.at - two.at || compareBytes(one.id, two.id));
}

function unpack(events: string | null): PlainEvent[] {
  if (events === null) return [];
  return (JSON.parse(events) as PackedEvent[]).map(
    ([id, modality, type, at, itemId, otherUserId, value, attributes]) => {
      return { id, modality, type, at, itemId, otherUserId, value, attributes };
    },
  );
}
