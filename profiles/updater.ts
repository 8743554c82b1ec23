import type { ChangeCursor, Store } from '../store/index.ts';
import { encodeProfiles, type FreshProfile } from './encode.ts';
import { historiesOf } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';

/** The name under which the updater keeps its place in the change feed. */
export const UPDATER = 'profiles';

const FEED_PAGE = 10_000;

/** What else must be brought up to date in the transaction that writes the profiles. */
export interface UpdaterHooks {
  /**
   * Runs before the transaction: other users whose results depend on the changed ones (friends).
   * They are taken along without a new profile version where their own events did not change.
   */
  readonly dependants?: (store: Store, userIds: readonly string[]) => Promise<readonly string[]>;
  /** Runs inside the transaction, after the profiles are written. */
  readonly onProfiles?: (
    store: Store,
    model: ServingModel,
    profiles: readonly FreshProfile[],
  ) => Promise<void>;
}

/** Settings of an updater. */
export interface UpdaterSettings {
  readonly clock: () => number;
  /** How many changes one micro-batch takes at most. */
  readonly batch?: number;
  /** Told after each transaction that wrote profiles. */
  readonly onWritten?: () => void;
  /** Told of what went wrong in the background; the updater waits and tries again. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Keeps profiles current: takes the change feed in micro-batches, encodes the users that changed and
 * writes profiles, whatever the hooks add, and its place in the feed in one transaction. Killed at
 * any instant it starts again from the last committed place, so every event counts exactly once.
 */
export class Updater {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #hooks: UpdaterHooks;
  readonly #settings: UpdaterSettings;
  #running: Promise<void> | null = null;
  #stopped = false;
  #wake: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  /** One drain at a time: two would encode the same users twice. */
  #drains: Promise<unknown> = Promise.resolve();

  constructor(store: Store, models: ModelRegistry, hooks: UpdaterHooks, settings: UpdaterSettings) {
    this.#store = store;
    this.#models = models;
    this.#hooks = hooks;
    this.#settings = settings;
  }

  /** Takes the feed until it is empty; gives the number of profiles written. */
  async drain(signal?: AbortSignal, onProgress?: (users: number) => void): Promise<number> {
    const drained = this.#drains.then(async () => {
      let written = 0;
      for (;;) {
        signal?.throwIfAborted();
        const step = await this.#step();
        if (step === null) return written;
        written += step;
        onProgress?.(written);
      }
    });
    this.#drains = drained.catch(() => undefined);
    return drained;
  }

  /**
   * Encodes every user with the active model, whatever changed; used after a new model is promoted.
   * What stood in the feed before counts as taken with it.
   */
  async encodeEveryone(
    pages: AsyncIterable<readonly string[]>,
    onProgress?: (users: number) => void,
  ): Promise<number> {
    const model = await this.#models.active();
    if (model === null) return 0;
    const position = await this.#endOfFeed();
    let users = 0;
    for await (const userIds of pages) {
      await this.#write(model, userIds, [], null);
      users += userIds.length;
      onProgress?.(users);
    }
    if (position !== null) await this.#store.changes.savePosition(UPDATER, position);
    return users;
  }

  /** Follows the feed in the background until `stop`. */
  start(): void {
    if (this.#running !== null) return;
    this.#stopped = false;
    this.#unsubscribe = this.#store.changes.subscribe(() => this.#wake());
    this.#running = this.#follow();
  }

  /** Ends the background work after the micro-batch at hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    this.#wake();
    await this.#running;
    this.#running = null;
  }

  async #follow(): Promise<void> {
    let pauseMs = 1_000;
    while (!this.#stopped) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        await this.drain();
        pauseMs = 1_000;
      } catch (error) {
        this.#settings.onError?.(error);
        pauseMs = Math.min(pauseMs * 2, 30_000);
      }
      if (this.#stopped) return;
      await Promise.race([woken, pause(pauseMs)]);
    }
  }

  /** One micro-batch; null where there was nothing to take or no model to encode with. */
  async #step(): Promise<number | null> {
    const model = await this.#models.active();
    if (model === null) return null;
    const after = await this.#store.changes.position(UPDATER);
    const { changes } = await this.#store.changes.read(after, this.#settings.batch ?? 500);
    const last = changes.at(-1);
    if (last === undefined) return null;
    const changed = [...new Set(changes.map((change) => change.userId))];
    const canonical = await this.#store.users.canonical(changed);
    const userIds = [...new Set(changed.map((userId) => canonical.get(userId) ?? userId))];
    const dependants = (await this.#hooks.dependants?.(this.#store, userIds)) ?? [];
    return this.#write(model, userIds, dependants, last.cursor);
  }

  /** Writes the changed users' profiles and lets the hooks see them and those who depend on them. */
  async #write(
    model: ServingModel,
    userIds: readonly string[],
    dependants: readonly string[],
    position: ChangeCursor | null,
  ): Promise<number> {
    const changed = new Set(userIds);
    const others = dependants.filter((userId) => !changed.has(userId));
    const histories = await historiesOf(this.#store, [...changed, ...others]);
    const fresh = await encodeProfiles(model, histories, this.#settings.clock());
    await this.#store.transaction(async (transaction) => {
      const rows = fresh.filter(({ row }) => changed.has(row.userId)).map(({ row }) => row);
      await transaction.profiles.upsert(rows);
      await this.#hooks.onProfiles?.(transaction, model, fresh);
      if (position !== null) await transaction.changes.savePosition(UPDATER, position);
    });
    this.#settings.onWritten?.();
    return changed.size;
  }

  async #endOfFeed(): Promise<ChangeCursor | null> {
    let cursor = await this.#store.changes.position(UPDATER);
    for (;;) {
      const { changes } = await this.#store.changes.read(cursor, FEED_PAGE);
      const last = changes.at(-1);
      if (last === undefined) return cursor;
      cursor = last.cursor;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
