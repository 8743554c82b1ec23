import { sql } from 'kysely';
import type { StoreContext } from './context.ts';
import type { Json } from './json.ts';
import { checkInteger, checkJson, checkKey, checkText } from './values.ts';

/** Who decides from some moment on, and by which policy. */
export interface NewAdaptationRevision {
  readonly decides: string;
  /** The policy's stored form; null where the policy of the revision before remains. */
  readonly policy: string | null;
  /** Milliseconds since the epoch, as is `taughtThrough`. */
  readonly createdAt: number;
  /** Until when what people did has taught the policy; left out where it is the one of before. */
  readonly taughtThrough?: number;
}

export interface AdaptationRevision {
  /** Counts a model's revisions, from 1. */
  readonly revision: number;
  readonly decides: string;
  /** The latest one that was stored until then; null for the model's own. */
  readonly policy: string | null;
  /** When that was stored, in milliseconds since the epoch; null for the model's own. */
  readonly policyCreatedAt: number | null;
}

/** What a change leaves behind: the state, and the revision that follows from it, if one does. */
export interface AdaptationChange {
  readonly state: Json;
  readonly revision: NewAdaptationRevision | null;
}

/** What is known of each model's adaptation policy in use, and the revisions that came of it. */
export class AdaptationTable {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Null where nothing was noted yet. */
  async of(modelId: string): Promise<Json | null> {
    const [row] = await this.#context.rows(
      sql<{ state: Json }>`select state from adaptation_guards where model_id = ${modelId}`,
    );
    return row?.state ?? null;
  }

  /** The number of a model's latest revision; 0 where there is none beside its own. */
  latestRevision(modelId: string): Promise<number> {
    return this.#context.remembered(`the latest revision of ${modelId}`, async () => {
      const { latest } = await this.#context.row(
        sql<{ latest: number }>`select coalesce(max(revision), 0) as latest
          from adaptation_revisions where model_id = ${modelId}`,
      );
      return latest;
    });
  }

  /** Until when what people did has taught a model's policy since the training; null where nothing has. */
  async taughtThrough(modelId: string): Promise<number | null> {
    const { taught } = await this.#context.row(
      sql<{ taught: number | null }>`select max(taught_through) as taught
        from adaptation_revisions where model_id = ${modelId}`,
    );
    return taught;
  }

  /** Null where a model has no such revision. */
  async revision(modelId: string, revision: number): Promise<AdaptationRevision | null> {
    const [row] = await this.#context.rows(
      sql<AdaptationRevision>`select own.revision, own.decides, latest.policy,
          latest.created_at as "policyCreatedAt"
        from adaptation_revisions own left join lateral (
          select known.policy, known.created_at from adaptation_revisions known
          where known.model_id = own.model_id and known.revision <= own.revision
            and known.policy is not null
          order by known.revision desc limit 1
        ) latest on true
        where own.model_id = ${modelId}
          and own.revision = ${checkInteger(revision, 'revision')}::integer`,
    );
    return row ?? null;
  }

  /**
   * Reads and writes a model's document, and its next revision, as one step: processes do not undo one
   * another.
   */
  change(modelId: string, change: (state: Json | null) => AdaptationChange): Promise<void> {
    return this.#context.transaction(async (inside) => {
      const key = checkKey(modelId, 'adaptation_guards.model_id');
      await inside.rows(
        sql`insert into adaptation_guards (model_id) values (${key}) on conflict do nothing`,
      );
      const { state } = await inside.row(
        sql<{ state: Json | null }>`select state from adaptation_guards
          where model_id = ${key} for update`,
      );
      const next = change(state);
      const document = checkJson(next.state, 'adaptation_guards.state');
      await inside.rows(
        sql`update adaptation_guards set state = ${document}::text::jsonb where model_id = ${key}`,
      );
      if (next.revision === null) return;
      inside.forgetAnswers();
      const { decides, policy, createdAt, taughtThrough = null } = next.revision;
      const taught =
        taughtThrough && String(checkInteger(taughtThrough, 'adaptation_revisions.taught_through'));
      await inside.rows(
        sql`insert into adaptation_revisions (model_id, revision, decides, policy, created_at,
            taught_through)
          select ${key}, 1 + coalesce(max(revision), 0),
            ${checkText(decides, 'adaptation_revisions.decides')},
            ${policy}, ${checkInteger(createdAt, 'adaptation_revisions.created_at')}::bigint,
            ${taught}::text::bigint
          from adaptation_revisions where model_id = ${key}`,
      );
    });
  }
}
