import { type RawBuilder, sql } from 'kysely';
import { sendOnce } from './binary-array.ts';
import { type DocumentForm, DocumentForms, type FormedText } from './document-form.ts';
import type { NewProfile, ProfileHead } from './profile-row.ts';
import { isServed } from './served-model.ts';
import { checked, integer, key, pieces, unnest, vector } from './unnest.ts';

const AT_ONCE = 2_000;
/** Names of features are the model's; whatever a profile lists beside them is the user's own. */
const FORMS = new DocumentForms(['features']);

interface Upserted {
  /** A JSON list of user ids with their versions: a row each would take longer on the way here. */
  readonly versions: string;
}

/** A profile whose summary was taken apart, which is the greatest part of preparing it, and let go of. */
export interface FormedProfile {
  readonly profile: ProfileHead;
  readonly summary: FormedText;
}

/** @throws {StoreValueError} for a summary that cannot be stored */
export function formProfile({ summary, ...profile }: NewProfile): FormedProfile {
  return { profile, summary: FORMS.take(summary, 'profiles.summary') };
}

/**
 * Profiles in the bytes in which the database takes them. Made before a transaction, so that it, and
 * with it everybody who waits for the embedded store, does not wait for that. The embedded store takes
 * the bytes over: whoever stores them again, in a transaction that is done again, waits until they are
 * made anew.
 */
export class PreparedProfiles {
  /** The last one of each user. */
  readonly latest: ReadonlyMap<string, ProfileHead>;
  /** What their summaries go by; to be stored with them. */
  readonly forms: ReadonlySet<DocumentForm>;
  readonly #pieces: readonly (readonly FormedProfile[])[];
  /** Of each piece, until it is taken. */
  readonly #ready: (RawBuilder<Upserted> | null)[];

  /** @throws {StoreValueError} naming the column of a value that cannot be stored */
  constructor(profiles: readonly FormedProfile[]) {
    const latest = new Map(profiles.map((formed) => [formed.profile.userId, formed]));
    const forms = new Set<DocumentForm>();
    for (const { summary } of latest.values()) if (summary.form !== null) forms.add(summary.form);
    this.latest = new Map([...latest].map(([userId, { profile }]) => [userId, profile]));
    this.#pieces = [...pieces([...latest.values()], AT_ONCE)];
    this.#ready = this.#pieces.map(upsertProfiles);
    this.forms = forms;
  }

  /** Statements to be sent once each. */
  *statements(): Generator<RawBuilder<Upserted>> {
    for (const [index, piece] of this.#pieces.entries()) {
      const ready = this.#ready[index];
      this.#ready[index] = null;
      yield ready ?? upsertProfiles(piece);
    }
  }
}

function upsertProfiles(profiles: readonly FormedProfile[]): RawBuilder<Upserted> {
  const columns = {
    user_id: key<FormedProfile>(({ profile }) => profile.userId),
    through_sequence: integer<FormedProfile>(({ profile }) => profile.throughSequence),
    model_id: key<FormedProfile>(({ profile }) => profile.modelId),
    adaptation_revision: integer<FormedProfile>(({ profile }) => profile.adaptationRevision ?? 0),
    as_of: integer<FormedProfile>(({ profile }) => profile.asOf),
    vector: vector<FormedProfile>(({ profile }) => profile.vector),
    summary: checked<FormedProfile>(({ summary }) => summary.text),
    computed_at: integer<FormedProfile>(({ profile }) => profile.computedAt),
  };
  const list = Object.keys(columns);
  const names = sql.join(list.map((name) => sql.ref(name)));
  const updates = list.slice(1).map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`);
  return sql<Upserted>`with stored as (
      insert into profiles as known (${names}, version)
      select ${names}, 1 + coalesce((select max(other.version) from profiles other
        where other.user_id = input.user_id), 0)
      from ${unnest('profiles', profiles, columns, sendOnce)} order by user_id
      on conflict (user_id, model_id) do update
        set ${sql.join(updates)}, version = greatest(excluded.version, known.version + 1)
        where known.through_sequence <= excluded.through_sequence
      returning user_id, version, through_sequence, model_id, adaptation_revision, as_of,
        computed_at
    ), noted as (
      insert into profile_history
        (user_id, version, through_sequence, model_id, adaptation_revision, as_of, computed_at)
      select user_id, version, through_sequence, model_id, adaptation_revision, as_of, computed_at
      from stored
      where ${isServed()}
    )
    select coalesce(json_agg(json_build_array(user_id, version)), '[]')::text as versions
    from stored`;
}
