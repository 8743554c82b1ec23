import { type RawBuilder, sql } from 'kysely';
import { sendOnce } from './binary-array.ts';
import type { StoreContext } from './context.ts';
import type { MembershipChange, NewMembership } from './membership-row.ts';
import { isServed, modelOf, SERVING } from './served-model.ts';
import { integer, json, key, pieces, real, text, truth, unnest } from './unnest.ts';

const COLUMNS = {
  user_id: key<NewMembership>((row) => row.userId),
  segment_id: key<NewMembership>((row) => row.segmentId),
  segment_version: integer<NewMembership>((row) => row.segmentVersion),
  member: truth<NewMembership>((row) => row.member),
  verdict: text<NewMembership>((row) => row.verdict),
  score: real<NewMembership>((row) => row.score),
  proof: json<NewMembership>((row) => row.proof),
  valid_until: integer<NewMembership>((row) => row.validUntil),
  at: integer<NewMembership>((row) => row.at),
};
const names = sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)));

/** See `MembershipTable.replace`. */
export async function replaceMemberships(
  context: StoreContext,
  memberships: readonly NewMembership[],
): Promise<MembershipChange[]> {
  const latest = new Map<string, NewMembership>();
  for (const row of memberships) latest.set(JSON.stringify([row.userId, row.segmentId]), row);
  if (latest.size === 0) return [];
  return context.transaction(async (inside) => {
    const changes: MembershipChange[] = [];
    for (const piece of pieces([...latest.values()], 2_000)) {
      changes.push(...(await replacePiece(inside, piece)));
    }
    if (changes.length > 0) await inside.tell('histories');
    return changes;
  });
}

async function replacePiece(
  context: StoreContext,
  memberships: readonly NewMembership[],
): Promise<MembershipChange[]> {
  // A server's driver copies them, and there they stand in several statements.
  const given = context.shared.kind === 'embedded' ? sendOnce : undefined;
  const input = unnest('memberships', memberships, COLUMNS, given);
  // Verdicts of a model that does not serve wait for the day when it does: until then nobody moves.
  const model = sql<string>`coalesce(${modelOf(context)}, '')`;
  if (context.shared.kind === 'server') await holdRows(context, input, model);
  return context.rows(
    sql<MembershipChange>`with given as materialized (select *, ${model} as model_id from ${input}),
      moved as (
        select given.user_id, given.segment_id, given.member, given.segment_version, given.score,
          given.at
        from given left join lateral (
          select member from memberships where memberships.user_id = given.user_id
            and memberships.segment_id = given.segment_id
            and memberships.model_id = given.model_id offset 0
        ) before on true
        where coalesce(before.member, false) <> given.member and ${isServed(sql`given.model_id`)}
      ), stored as (
        insert into memberships as m (${names}, model_id, since)
        select ${names}, model_id, case when member then ${sinceServed()} end
        from given order by user_id, segment_id
        on conflict (user_id, segment_id, model_id) do update
          set segment_version = excluded.segment_version,
          member = excluded.member, verdict = excluded.verdict, score = excluded.score,
          proof = excluded.proof, valid_until = excluded.valid_until, at = excluded.at,
          since = case when not excluded.member then null
            when m.member then m.since else excluded.since end
      )
      insert into membership_history
        (user_id, segment_id, segment_version, change, score, at)
      select user_id, segment_id, segment_version,
        case when member then 'entered' else 'left' end, score, at
      from moved order by user_id, segment_id
      returning sequence, user_id as "userId", segment_id as "segmentId",
        segment_version as "segmentVersion", change, score, at`,
  );
}

/** Since when a member of `given` is one: for a model that does not serve, since the serving one says. */
function sinceServed(): RawBuilder<number> {
  return sql<number>`coalesce((select served.since from memberships served where served.member
    and served.user_id = given.user_id and served.segment_id = given.segment_id
    and served.model_id = ${SERVING}), given.at)`;
}

/**
 * A row for everybody first, and held: two writers of one user then see each other's outcome, and
 * nobody enters twice. Where there is one writer, nobody else can.
 */
async function holdRows(
  context: StoreContext,
  input: RawBuilder<unknown>,
  model: RawBuilder<string>,
): Promise<void> {
  await context.rows(sql`insert into memberships (${names}, model_id)
    select user_id, segment_id, segment_version, false, 'UNKNOWN', null, 'null'::jsonb, null, at,
      ${model}
    from ${input} order by user_id, segment_id on conflict do nothing`);
  await context.rows(sql`select 1 from memberships m join ${input}
    on m.user_id = input.user_id and m.segment_id = input.segment_id and m.model_id = ${model}
    order by m.user_id, m.segment_id for no key update of m`);
}
