import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { effectiveEvents, effectiveTraits } from './event-effective.ts';
import type { EventRow } from './event-row.ts';
import type { StoredHistory } from './history-memory.ts';
import type { Scalar } from './json.ts';
import { members } from './members.ts';
import { plainHistories } from './plain-history.ts';
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

type Packed = [
  id: string,
  modality: string,
  type: string,
  at: number,
  itemId: string | null,
  otherUserId: string | null,
  value: number | null,
  attributes: Record<string, Scalar>,
];

interface Row extends DecidedRow {
  readonly news: string | null;
}

interface DecidedRow {
  readonly userId: string;
  readonly throughSequence: number;
  readonly events: string | null;
  readonly isCut: boolean | null;
  readonly traits: string | null;
}

/**
 * Reads each user in one statement, which sees one instant: writers of one user take turns, so whatever
 * is committed of a user later has a greater sequence, and reading through this one gives the same again.
 */
export async function currentHistories(
  context: StoreContext,
  userIds: readonly string[],
): Promise<Map<string, CurrentHistory>> {
  const found = new Map<string, CurrentHistory>(
    userIds.map((userId) => [
      userId,
      { events: [], traits: {}, isCut: false, news: null, throughSequence: 0 },
    ]),
  );
  if (found.size === 0) return found;
  const unknown = remembered(context, found);
  if (unknown.length === 0) return found;
  // In a transaction what was read is learned in its turn among what others store.
  const isLearned = !context.inTransaction && context.shared.memory !== null;
  if (isLearned) {
    await context.transaction((inside) =>
      readInto(found, inside, unknown, (row) => {
        inside.learn(({ histories }) => histories.learn(row));
      }),
    );
  } else await readInto(found, context, unknown);
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
    else found.set(userId, read({ ...known, isCut: false }, inOrder));
  }
  return unknown;
}

async function readInto(
  found: Map<string, CurrentHistory>,
  context: StoreContext,
  userIds: readonly string[],
  learn?: (row: StoredHistory) => void,
): Promise<void> {
  const rows = await context.rows(plainHistories(context, userIds));
  if (learn !== undefined) for (const row of rows) learn(row);
  const others: string[] = [];
  for (const row of rows) {
    if (!row.isPlain) others.push(row.userId);
    else found.set(row.userId, read({ ...row, isCut: false }, inOrder));
  }
  if (others.length === 0) return;
  for (const row of await context.rows(decidedHistories(others))) {
    found.set(row.userId, read({ ...row, news: null }));
  }
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

function read(
  { events, traits, isCut, news, throughSequence }: Row,
  sorted = (events: PlainEvent[]) => events,
): CurrentHistory {
  return {
    events: events === null ? [] : sorted(unpack(events)),
    traits: traits === null ? {} : (JSON.parse(traits) as Record<string, Scalar>),
    isCut: isCut ?? false,
    news: news === null ? null : [...new Set(news.split(' '))],
    throughSequence,
  };
}

function inOrder(events: PlainEvent[]): PlainEvent[] {
  return events.sort((one, two) => one.at - two.at || compareBytes(one.id, two.id));
}

function unpack(events: string): PlainEvent[] {
  return (JSON.parse(events) as Packed[]).map(
    ([id, modality, type, at, itemId, otherUserId, value, attributes]) => {
      return { id, modality, type, at, itemId, otherUserId, value, attributes };
    },
  );
}
