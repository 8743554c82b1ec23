import { ModelFormatError } from '../fusion/index.ts';
import { type ModelRow, type Store, StoreConflictError } from '../store/index.ts';
import type { Compared } from './paired-figures.ts';
import { comparisonOf } from './shadow-comparison.ts';
import type { SideModels } from './side-models.ts';

const DAY_MS = 86_400_000;
const PRUNED_AT_ONCE = 500;

/** A model cannot be brought into the state that is asked for; the message says what to do instead. */
export class ModelStateError extends Error {
  override readonly name: string = 'ModelStateError';
}

/** The model that is asked for is not there. */
export class AbsentModelError extends ModelStateError {
  override readonly name = 'AbsentModelError';
}

/** What the life of models needs. */
export interface ModelLifeSettings {
  readonly store: Store;
  readonly side: SideModels;
  readonly clock: () => number;
  /** For how many days the profiles of a model that served are kept, and kept current. */
  readonly keepDays: number;
}

/** When a shadow is promoted without anybody asking. */
export interface PromotionRule {
  /** What it must be better in. */
  readonly figure: 'ndcg' | 'logLikelihood';
  /** On so many users at least. */
  readonly users: number;
}

/** A switch from one model to another. */
export interface Switched {
  readonly model: ModelRow;
  /** The one that served until now; null for the first. */
  readonly before: ModelRow | null;
}

/** A switch that a rule made, with what it went by. */
export interface PromotedByRule extends Switched {
  readonly compared: Compared;
}

/** How a long step is followed and ended. */
export interface LifeHooks {
  readonly signal?: AbortSignal;
  /** Told of the users that have a profile of the model. */
  readonly onProgress?: (users: number) => void;
}

/**
 * Leads models through their states: candidate, shadow, serving, retired. Every step is one transaction
 * or can be gone on with, whoever is killed when.
 */
export class ModelLife {
  readonly #settings: ModelLifeSettings;

  constructor(settings: ModelLifeSettings) {
    this.#settings = settings;
  }

  /** Every model, newest first. */
  list(): Promise<ModelRow[]> {
    return this.#settings.store.models.list();
  }

  /** @throws {AbsentModelError} where no model has that version */
  async byVersion(version: number): Promise<ModelRow> {
    const rows = await this.list();
    const found = rows.find((row) => row.version === version);
    if (found !== undefined) return found;
    const known = rows.map((row) => row.version).sort((left, right) => left - right);
    throw new AbsentModelError(
      known.length === 0
        ? 'There is no model yet. Train one: portrait train.'
        : `There is no model ${version}. There are: ${known.join(', ')}.`,
    );
  }

  /**
   * Has a model's profiles made and kept beside those that are served.
   * @throws {ModelStateError} for the model that serves, before there is one, and for another version's
   */
  async shadow(version: number): Promise<ModelRow> {
    const { store, clock } = this.#settings;
    const row = await this.byVersion(version);
    if (row.state === 'SERVING') throw new ModelStateError(`Model ${version} serves already.`);
    if ((await store.models.active()) === null) {
      throw new ModelStateError(
        `No model serves yet, so there is nothing to stand beside. Promote it: portrait model promote ${version}.`,
      );
    }
    await this.#check(row);
    await store.models.change(row.id, ['CANDIDATE', 'RETIRED'], 'SHADOW', clock());
    return this.byVersion(version);
  }

  /**
   * Lets a model serve, for all readers at once.
   * @throws {ModelStateError} where it serves already, where its profiles are not ready, where another process
   * promotes a model meanwhile, and where this version of the program cannot read it
   */
  async promote(version: number): Promise<Switched> {
    const { store, side } = this.#settings;
    const before = await store.models.active();
    const row = await this.byVersion(version);
    if (row.state === 'SERVING') throw new ModelStateError(`Model ${version} serves already.`);
    await this.#check(row);
    if (before !== null) {
      if (row.readyAt === null) throw new ModelStateError(notReady(row));
      await side.catchUp(row.id);
    }
    return this.#switch(row, before);
  }

  /**
   * The same, but what is missing of its profiles is made first, while the one before goes on serving.
   * @throws {ModelStateError} where it serves already, and where this version of the program cannot read it
   */
  async finishAndPromote(version: number, hooks: LifeHooks = {}): Promise<Switched> {
    const { store, side } = this.#settings;
    const row = await this.byVersion(version);
    if (row.state !== 'SERVING' && (await store.models.active()) !== null) {
      await this.#check(row);
      if (row.encoding === null || row.state === 'CANDIDATE') await this.shadow(version);
      await side.finish(row.id, hooks.signal, hooks.onProgress);
    }
    return this.promote(version);
  }

  /** How a model does on live traffic beside the one that serves; null where nothing was compared. */
  comparison(id: string): Promise<Compared | null> {
    return comparisonOf(this.#settings.store, id);
  }

  /**
   * Lets a shadow serve that is ready and provably better than the serving model: the lower bound of the
   * paired difference lies above zero. @returns null where there is none
   */
  async promoteBy({ figure, users }: PromotionRule): Promise<PromotedByRule | null> {
    const { models } = this.#settings.store;
    // Before anything is judged: whoever is first in the meantime is seen by it.
    const before = await models.active();
    for (const { id, version, state, readyAt } of await models.beside()) {
      if (state !== 'SHADOW' || readyAt === null) continue;
      const compared = await this.comparison(id);
      if (compared === null || compared.users < users || compared[figure].low <= 0) continue;
      try {
        return { ...(await this.promote(version)), compared };
      } catch (error) {
        const now = await models.active();
        // Another process was first: it is told of the promotion.
        if (error instanceof ModelStateError && now?.id !== before?.id) return null;
        throw error;
      }
    }
    return null;
  }

  /**
   * Lets the model serve again that served before, at once: its profiles were kept current.
   * @throws {ModelStateError} where there is none, its profiles were taken away, or this version of the
   * program cannot read it
   */
  async rollback(): Promise<Switched> {
    const { store, side, keepDays } = this.#settings;
    const [before, row] = await Promise.all([store.models.active(), store.models.before()]);
    if (row === null) throw new AbsentModelError('There is no earlier model to roll back to.');
    if (row.readyAt === null) {
      throw new ModelStateError(
        `The profiles of model ${row.version} are gone: they are kept for ${keepDays} days after it served, or until it is retired. Have them made anew: portrait model promote ${row.version}.`,
      );
    }
    await this.#check(row);
    await side.catchUp(row.id);
    return this.#switch(row, before);
  }

  /**
   * Gives up a model that does not serve: its profiles go.
   * @throws {ModelStateError} for the one that serves
   */
  async retire(version: number): Promise<ModelRow> {
    const { store, clock } = this.#settings;
    const row = await this.byVersion(version);
    if (row.state === 'SERVING') {
      throw new ModelStateError(`Model ${version} serves. Promote another one first.`);
    }
    await store.models.change(row.id, ['CANDIDATE', 'SHADOW', 'RETIRED'], 'RETIRED', clock());
    await this.#prune(row.id);
    return this.byVersion(version);
  }

  /** Takes away what former models are kept for no longer. @returns how many models that was */
  async prune(): Promise<number> {
    const { store, clock, keepDays } = this.#settings;
    const due = await store.models.retired(Math.floor(clock() - keepDays * DAY_MS));
    for (const { id } of due) await this.#prune(id);
    return due.length;
  }

  async #prune(id: string): Promise<void> {
    const { store, clock } = this.#settings;
    while (await store.models.prune(id, PRUNED_AT_ONCE, clock()));
  }

  /** What another version of the program made would serve what is stored, and make nothing new. */
  async #check({ id, version }: ModelRow): Promise<void> {
    try {
      await this.#settings.side.check(id);
    } catch (error) {
      if (!(error instanceof ModelFormatError)) throw error;
      throw new ModelStateError(`Model ${version} cannot serve. ${error.message}`);
    }
  }

  async #switch({ id, version }: ModelRow, before: ModelRow | null): Promise<Switched> {
    const { store, clock } = this.#settings;
    try {
      await store.models.promote(id, clock(), before?.id ?? null);
    } catch (error) {
      if (!(error instanceof StoreConflictError)) throw error;
      throw new ModelStateError(error.message);
    }
    return { model: await this.byVersion(version), before };
  }
}

function notReady({ version, encoding, state }: ModelRow): string {
  if (encoding === null && state !== 'SHADOW') {
    return `Model ${version} has no profiles. Have them made beside the served ones: portrait model shadow ${version}.`;
  }
  const made = `${encoding?.users ?? 0} of ${encoding?.total ?? 'all'} users`;
  return `Model ${version} is not ready: ${made} have a profile of it. Promote it when it is.`;
}
