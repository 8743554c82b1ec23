import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { noteChanges } from './event-append.ts';
import type { Scalar } from './json.ts';
import { json, key, pieces, text, truth, unnest } from './unnest.ts';
import { lockUsers } from './user-lock.ts';
import { compareBytes } from './values.ts';

/** One version of one trait of a user, as a source declares it. */
export interface NewTrait {
  readonly userId: string;
  readonly name: string;
  readonly value: Scalar;
  readonly sourceId: string;
  readonly version: string;
  readonly contentHash: string;
}

/** What a user said about one purpose. */
export interface NewConsent {
  readonly userId: string;
  readonly purpose: string;
  readonly granted: boolean;
  readonly version: string;
  /** Whose word it is; without a source it is the person's own and outlasts every source. */
  readonly sourceId?: string;
}

/** See `UserTable.setTraits`. Every version is kept, so that a profile can be computed as of the past. */
export async function setTraits(context: StoreContext, rows: readonly NewTrait[]): Promise<void> {
  if (rows.length === 0) return;
  await context.transaction(async (inside) => {
    await lockUsers(inside, [...new Set(rows.map((row) => row.userId))]);
    const changed = new Set<string>();
    for (const piece of pieces(rows)) {
      const added = await inside.rows(
        sql<{ userId: string }>`insert into traits
            (user_id, name, version, content_hash, source_id, value, received_at)
          select user_id, name, version, content_hash, source_id, value,
            ${inside.shared.clock()}::bigint
          from ${unnest('traits', piece, {
            user_id: key((row) => row.userId),
            name: key((row) => row.name),
            version: text((row) => row.version),
            content_hash: text((row) => row.contentHash),
            source_id: key((row) => row.sourceId),
            value: json((row) => row.value),
          })}
          on conflict do nothing returning user_id as "userId"`,
      );
      for (const { userId } of added) changed.add(userId);
    }
    inside.learn(({ histories }) => {
      for (const userId of changed) histories.drop(userId);
    });
    await noteChanges(inside, [...changed], 'trait');
  });
}

/** See `UserTable.setConsent`. */
export async function setConsent(
  context: StoreContext,
  rows: readonly NewConsent[],
): Promise<void> {
  if (rows.length === 0) return;
  const latest = latestOf(rows, ({ userId, purpose }) => JSON.stringify([userId, purpose]));
  await context.transaction(async (inside) => {
    await lockUsers(inside, [...new Set(rows.map((row) => row.userId))]);
    if (rows.some(({ granted }) => !granted)) inside.forgetAnswers();
    const changed = await inside.rows(
      sql<{ userId: string }>`insert into consents (user_id, purpose, granted, version)
        select user_id, purpose, granted, version
        from ${unnest('consents', [...latest.values()], {
          user_id: key((row) => row.userId),
          purpose: key((row) => row.purpose),
          granted: truth((row) => row.granted),
          version: text((row) => row.version),
        })}
        order by user_id, purpose
        on conflict (user_id, purpose) do update
          set granted = excluded.granted, version = excluded.version
          where (excluded.version, not excluded.granted) > (consents.version, not consents.granted)
        returning user_id as "userId"`,
    );
    await rememberWords(inside, rows);
    await noteChanges(inside, [...new Set(changed.map(({ userId }) => userId))], 'consent');
  });
}

/** Of each place the row with the greatest version, of equal ones the refusal. */
function latestOf(
  rows: readonly NewConsent[],
  placeOf: (row: NewConsent) => string,
): Map<string, NewConsent> {
  const latest = new Map<string, NewConsent>();
  for (const row of rows) {
    const place = placeOf(row);
    const known = latest.get(place);
    const order = known ? compareBytes(row.version, known.version) : 1;
    if (order > 0 || (order === 0 && !row.granted)) latest.set(place, row);
  }
  return latest;
}

/** What each source said last: when a source is removed, the others' word counts again. */
async function rememberWords(context: StoreContext, rows: readonly NewConsent[]): Promise<void> {
  const told = rows.filter(({ sourceId }) => sourceId !== undefined);
  if (told.length === 0) return;
  const latest = latestOf(told, ({ userId, purpose, sourceId }) =>
    JSON.stringify([userId, purpose, sourceId]),
  );
  await context.rows(sql`insert into consent_words as known
      (user_id, purpose, source_id, granted, version)
    select user_id, purpose, source_id, granted, version
    from ${unnest('consent_words', [...latest.values()], {
      user_id: key((row) => row.userId),
      purpose: key((row) => row.purpose),
      source_id: key((row) => row.sourceId ?? null),
      granted: truth((row) => row.granted),
      version: text((row) => row.version),
    })}
    order by user_id, purpose, source_id
    on conflict (user_id, purpose, source_id) do update
      set granted = excluded.granted, version = excluded.version
      where (excluded.version, not excluded.granted) > (known.version, not known.granted)`);
}
