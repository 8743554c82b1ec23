import { ModelFormatError } from '../fusion/index.ts';
import { type ModelRow, placeOfModel, type Store } from '../store/index.ts';
import type { ModelRegistry } from './model-registry.ts';
import { UPDATER, Updater, type UpdaterHooks, type UpdaterSettings } from './updater.ts';
import type { WorkShare } from './work-share.ts';

/** Small, so that an event of a served profile never waits long for them. */
const USERS_AT_ONCE = 8;

/** What keeping profiles of other models than the serving one needs. */
export interface SideModelSettings {
  readonly store: Store;
  readonly models: ModelRegistry;
  readonly clock: () => number;
  /** As of the serving model's updater. */
  readonly refreshAfterMs?: number;
  /** What of the work is this process's. */
  readonly share: WorkShare | null;
  /** What else is brought up to date with a model's profiles, in the store that is bound to it. */
  readonly hooks: (model: ModelRow) => UpdaterHooks;
  /** Makes what serving takes beside profiles, once everybody has one; may be called again after a kill. */
  readonly prepare: (model: ModelRow, signal?: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes and keeps the profiles of models that do not serve, beside those that do: of shadows, to be
 * compared and promoted, and of former models, for which everything could be rolled back to. Each has a
 * place of its own in the change feed; killed at any instant it goes on from there.
 */
export class SideModels {
  readonly #settings: SideModelSettings;
  readonly #updaters = new Map<string, Updater>();
  /** Models that another version of the program made: this process will never read them. */
  readonly #unreadable = new Set<string>();
  /** Models that cannot be prepared: tried again by the next process. */
  readonly #refused = new Set<string>();

  constructor(settings: SideModelSettings) {
    this.#settings = settings;
  }

  /** A small piece of the work, where there is any. @returns whether there may be more */
  async step(): Promise<boolean> {
    const { store, onError } = this.#settings;
    for (const row of await store.models.beside()) {
      if (this.#unreadable.has(row.id)) continue;
      try {
        if (await this.#stepOf(row)) return true;
      } catch (error) {
        if (error instanceof ModelFormatError) this.#unreadable.add(row.id);
        onError(error);
      }
    }
    return false;
  }

  /** `Updater.refresh` for the models that this process keeps. @returns how many users; null where there is nobody */
  async refresh(): Promise<number | null> {
    for (const [id, updater] of this.#updaters) {
      if (this.#unreadable.has(id)) continue;
      const users = await updater.refresh();
      if (users !== null) return users;
    }
    return null;
  }

  /** @throws {ModelFormatError} where another version of the program made the model, so that it cannot serve */
  async check(modelId: string): Promise<void> {
    await this.#settings.models.trained(modelId);
  }

  /**
   * Makes a model ready at once: everybody's profiles, up to date, and what else serving takes.
   * @param onProgress told of the users that have a profile of it
   */
  async finish(
    modelId: string,
    signal?: AbortSignal,
    onProgress?: (users: number) => void,
  ): Promise<void> {
    const { models } = this.#settings.store;
    // Larger pages: nobody waits for anything else.
    const updater = this.#create((await models.byId(modelId))!, { usersAtOnce: 200 });
    await updater.encodeEveryone(signal, onProgress);
    const row = (await models.byId(modelId))!;
    if (row.readyAt === null) await this.#prepare(row, signal);
    await this.catchUp(modelId, signal);
  }

  /**
   * Takes what changed since a model was last brought up to date, in batches as of the serving model: in smaller ones
   * whoever comes again and again is encoded more often.
   */
  async catchUp(modelId: string, signal?: AbortSignal): Promise<void> {
    const row = await this.#settings.store.models.byId(modelId);
    if (row !== null) await this.#create(row, {}).drain(signal);
  }

  async #stepOf(row: ModelRow): Promise<boolean> {
    const known =
      this.#updaters.get(row.id) ??
      this.#create(row, { usersAtOnce: USERS_AT_ONCE, batch: USERS_AT_ONCE });
    this.#updaters.set(row.id, known);
    if ((await known.step()) !== null) return true;
    if (row.encoding?.finishedAt == null || row.readyAt !== null || this.#refused.has(row.id)) {
      return false;
    }
    const ranges = (await this.#settings.share?.held()) ?? null;
    if (ranges !== null && !ranges.includes(0)) return false;
    try {
      await this.#prepare(row);
    } catch (error) {
      this.#refused.add(row.id);
      throw error;
    }
    return true;
  }

  async #prepare(row: ModelRow, signal?: AbortSignal): Promise<void> {
    const { store, clock, prepare } = this.#settings;
    await this.check(row.id);
    await prepare(row, signal);
    await store.models.makeReady(row.id, clock());
  }

  #create(row: ModelRow, sizes: Pick<UpdaterSettings, 'usersAtOnce' | 'batch'>): Updater {
    const { store, models, clock, share, hooks, refreshAfterMs } = this.#settings;
    return new Updater(store.ofModel(row.id), models, hooks(row), {
      ...{ clock, share, ...sizes },
      ...(refreshAfterMs !== undefined && { refreshAfterMs }),
      place: placeOfModel(UPDATER, row.id),
    });
  }
}
