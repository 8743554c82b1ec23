import { type RawBuilder, sql } from 'kysely';
import type { StoreContext } from './context.ts';
import { integer, key, text, unnest } from './unnest.ts';

/** Somebody of whom a model could not make a profile, so that the one before is still served. */
export interface EncodingFailure {
  readonly userId: string;
  readonly modelId: string;
  /** Everything of the user up to this sequence was read when it failed. */
  readonly throughSequence: number;
  /** The class of the error: its message may hold what a user did. */
  readonly error: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const COLUMNS = {
  user_id: key<EncodingFailure>((row) => row.userId),
  model_id: key<EncodingFailure>((row) => row.modelId),
  through_sequence: integer<EncodingFailure>((row) => row.throughSequence),
  error: text<EncodingFailure>((row) => row.error),
  at: integer<EncodingFailure>((row) => row.at),
};

/** A later profile of the same model has got past it. */
const OVERCOME = sql`exists (select 1 from profiles p where p.user_id = f.user_id
  and p.model_id = f.model_id and p.through_sequence >= f.through_sequence)`;

/** Users whose last change could not be worked into their profile. */
export class EncodingFailureTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Notes failures, in place of earlier ones of the same users. */
  async note(failures: readonly EncodingFailure[]): Promise<void> {
    if (failures.length === 0) return;
    const names: RawBuilder<unknown> = sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)));
    await this.#context.rows(sql`insert into encoding_failures (${names})
      select ${names} from ${unnest('encoding_failures', failures, COLUMNS)} order by user_id
      on conflict (user_id, model_id) do update set through_sequence = excluded.through_sequence,
        error = excluded.error, at = excluded.at`);
  }

  /** Those that still stand, the latest first. */
  list(limit: number): Promise<EncodingFailure[]> {
    return this.#context.rows(
      sql<EncodingFailure>`select user_id as "userId", model_id as "modelId",
          through_sequence as "throughSequence", error, at
        from encoding_failures f where not ${OVERCOME} order by at desc, user_id limit ${limit}::int`,
    );
  }
}
