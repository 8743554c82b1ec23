import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { NewEvent } from './event-row.ts';
import type { Identity } from './memory.ts';
import {
  copyText,
  integer,
  json,
  key,
  pieces,
  real,
  text,
  textArray,
  truth,
  unnest,
} from './unnest.ts';
import { lockUsers } from './user-lock.ts';

const COLUMNS = {
  user_id: key<NewEvent>((event) => event.userId),
  id: key<NewEvent>((event) => event.id),
  source_id: key<NewEvent>((event) => event.sourceId),
  stream: key<NewEvent>((event) => event.stream),
  record_key: key<NewEvent>((event) => event.recordKey),
  part: integer<NewEvent>((event) => event.part),
  version: text<NewEvent>((event) => event.version),
  content_hash: text<NewEvent>((event) => event.contentHash),
  modality: key<NewEvent>((event) => event.modality),
  type: key<NewEvent>((event) => event.type),
  at: integer<NewEvent>((event) => event.at),
  item_id: key<NewEvent>((event) => event.itemId),
  other_user_id: key<NewEvent>((event) => event.otherUserId),
  value: real<NewEvent>((event) => event.value),
  attributes: json<NewEvent>((event) => event.attributes),
  deleted: truth<NewEvent>((event) => event.deleted),
};
const names = sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)));

/**
 * An event told again after its user was merged must not count as new under the other id. The other
 * ids are looked up once for all users: for each event it would be a walk through everybody.
 */
function aliasesOf(events: readonly NewEvent[]): RawBuilder<unknown> {
  const userIds = [...new Set(events.map((event) => event.userId))];
  return sql`aliases as materialized (
    select me.user_id, other.user_id as other_id from users me
    join users other on coalesce(other.merged_into, other.user_id) = coalesce(me.merged_into, me.user_id)
      and other.user_id <> me.user_id
    where me.user_id = any(${textArray(userIds)}))`;
}
const KNOWN_UNDER_ANOTHER_ID = sql`exists (
  select 1 from aliases join events known on known.user_id = aliases.other_id and known.id = input.id
  where aliases.user_id = input.user_id)`;

interface Touched {
  readonly inserted: number;
  /** A JSON list of ids: a row for each would take most of its time on the way here. */
  readonly userIds: string;
}

function insert(
  context: StoreContext,
  events: readonly NewEvent[],
  merged: boolean,
): RawBuilder<Touched> {
  const now = context.shared.clock();
  const aliases = merged ? sql`${aliasesOf(events)}, ` : sql``;
  return sql<Touched>`with ${aliases}added as (
      insert into events (${names}, received_at)
      select ${names}, ${now}::bigint from ${unnest('events', events, COLUMNS)}
      where ${merged ? sql`not ${KNOWN_UNDER_ANOTHER_ID}` : sql`true`}
      on conflict (user_id, id) do nothing
      returning user_id
    ), touched as (
      select coalesce(u.merged_into, u.user_id) as user_id, count(*) as inserted
      from added join users u on u.user_id = added.user_id group by 1
    ), noted as (
      insert into changes (user_id, kind, at) select user_id, 'event', ${now}::bigint from touched
    )
    select coalesce(sum(inserted), 0)::bigint as inserted,
      coalesce(json_agg(user_id), '[]')::text as "userIds" from touched`;
}

/** See `EventTable.append`. */
export async function appendEvents(
  context: StoreContext,
  events: readonly NewEvent[],
): Promise<{ inserted: number; userIds: string[] }> {
  if (events.length === 0) return { inserted: 0, userIds: [] };
  return context.transaction(async (inside) => {
    const identities = await lockUsers(inside, [...new Set(events.map((event) => event.userId))]);
    const appended =
      (inside.canCopy ? await copyEvents(inside, events, identities) : null) ??
      (await insertEvents(inside, events, identities));
    if (appended.inserted > 0) await inside.tell('changes');
    return { inserted: appended.inserted, userIds: [...appended.touched].sort() };
  });
}

interface Appended {
  readonly inserted: number;
  readonly touched: Iterable<string>;
}

async function insertEvents(
  context: StoreContext,
  events: readonly NewEvent[],
  identities: ReadonlyMap<string, Identity>,
): Promise<Appended> {
  context.learn(({ histories }) => {
    for (const { userId } of events) histories.drop(userId);
  });
  const merged = [...identities.values()].some(({ joined }) => joined);
  const touched = new Set<string>();
  let inserted = 0;
  for (const piece of pieces(events)) {
    const row = await context.row(insert(context, piece, merged));
    inserted += row.inserted;
    for (const userId of JSON.parse(row.userIds) as string[]) touched.add(userId);
  }
  return { inserted, touched };
}

/** Rows that are copied draw their sequences in their order, and nobody else draws any meanwhile. */
const LAST_SEQUENCE = `select currval('history_sequence') as last`;

/**
 * Copies events that are probably new, in half the time of an insertion that looks first.
 * @returns null where one of them is stored already; nothing is written then
 */
async function copyEvents(
  context: StoreContext,
  events: readonly NewEvent[],
  identities: ReadonlyMap<string, Identity>,
): Promise<Appended | null> {
  const joined = events.filter(({ userId }) => identities.get(userId)!.joined);
  if (joined.length > 0 && (await someKnown(context, joined))) return null;
  const now = context.shared.clock();
  const columns = { ...COLUMNS, received_at: integer<NewEvent>(() => now) };
  const touched = new Set(events.map(({ userId }) => identities.get(userId)!.root));
  const changes = {
    user_id: key((userId: string) => userId),
    kind: key((_userId: string) => 'event'),
    at: integer((_userId: string) => now),
  };
  const text = copyText('events', events, columns);
  const copied = await context.copy<{ last: number }>(
    'events',
    Object.keys(columns),
    text,
    LAST_SEQUENCE,
  );
  if (copied === null) return null;
  const noted = copyText('changes', [...touched], changes);
  await context.sendCopy('changes', Object.keys(changes), noted);
  const first = copied[0]!.last - events.length + 1;
  context.learn(({ histories }) => {
    for (const [place, event] of events.entries()) histories.add(event, first + place);
  });
  return { inserted: events.length, touched };
}

/** Whether one of the events of users with several identities is stored under another of these. */
async function someKnown(context: StoreContext, events: readonly NewEvent[]): Promise<boolean> {
  const input = unnest('events', events, { user_id: COLUMNS.user_id, id: COLUMNS.id });
  const { known } = await context.row(sql<{ known: boolean }>`with ${aliasesOf(events)}
    select exists (select 1 from ${input} where ${KNOWN_UNDER_ANOTHER_ID}) as known`);
  return known;
}

/** Writes one change for each user. */
export async function noteChanges(
  context: StoreContext,
  userIds: readonly string[],
  kind: string,
): Promise<void> {
  if (userIds.length === 0) return;
  await context.rows(sql`insert into changes (user_id, kind, at)
    select distinct coalesce(u.merged_into, u.user_id), ${kind}, ${context.shared.clock()}::bigint
    from users u where u.user_id = any(${textArray(userIds)})`);
  await context.tell('changes');
}
