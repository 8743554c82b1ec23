import { setTimeout as sleep } from 'node:timers/promises';
import {
  type EncodingFailure,
  PROFILES,
  PreparedProfiles,
  RangeLostError,
  type Store,
} from '../store/index.ts';
import { type Batch, BatchReader } from './batch-reader.ts';
import type { FreshProfile } from './encode.ts';
import { type EncodedEach, encodeEach } from './encode-each.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';
import { takeBatches } from './pipeline.ts';
import { RefreshReader } from './refresh-reader.ts';
import { WorkShare } from './work-share.ts';

/** The name under which the updater keeps its place in the change feed. */
export const UPDATER = PROFILES;

/** What else must be brought up to date in the transaction that writes the profiles. */
export interface UpdaterHooks {
  /**
   * Runs before the transaction: other users whose results depend on the changed ones (friends).
   */
  readonly dependants?: (store: Store, userIds: readonly string[]) => Promise<readonly string[]>;
  /** Runs before the transaction: loads what must not be waited for inside it. */
  readonly before?: () => Promise<void>;
  /**
   * Runs inside the transaction, after `onProfiles`, on those of them whose own profiles were not written
   * with it: what they did since is for when their own turn comes.
   */
  readonly onDependants?: (store: Store, userIds: readonly string[]) => Promise<void>;
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
  /** Told of users of whom the model could make no profile: their last one stays. */
  readonly onFailures?: (failures: readonly EncodingFailure[]) => void;
  /** Its place in the change feed, where it is not that of the served profiles. */
  readonly place?: string;
  /** How many users' profiles are made at once while everybody gets one. */
  readonly usersAtOnce?: number;
  /** What of the work is this process's; the updater's own share if nothing is said. */
  readonly share?: WorkShare | null;
  /** How long a profile may speak of the same instant, in milliseconds; for ever if nothing is said. */
  readonly refreshAfterMs?: number;
  /** A small piece of other work for when nothing waits. @returns whether there may be more */
  readonly beside?: () => Promise<boolean>;
}

/**
 * Keeps profiles current: takes the change feed in micro-batches, encodes the users that changed and
 * writes profiles, whatever the hooks add, and its place in the feed in one transaction. Killed at
 * any instant it starts again from the last committed place, so every event counts exactly once.
 * Its model is the one that the store speaks of: the serving one, or the one that it is bound to.
 */
export class Updater {
  readonly #store: Store;
  readonly #reader: BatchReader;
  readonly #refreshReader: RefreshReader | null;
  readonly #hooks: UpdaterHooks;
  readonly #settings: UpdaterSettings;
  #running: Promise<void> | null = null;
  #stopped = false;
  #wake: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #drains: Promise<unknown> = Promise.resolve();
  /** What of the work is this process's; null where there is no other process. */
  readonly share: WorkShare | null;

  constructor(store: Store, models: ModelRegistry, hooks: UpdaterHooks, settings: UpdaterSettings) {
    this.#store = store;
    this.#hooks = hooks;
    this.#settings = settings;
    const onError = (error: unknown) => settings.onError?.(error);
    const own = () => new WorkShare(store, UPDATER, () => this.#wake(), onError);
    this.share =
      settings.share === undefined && store.kind === 'server' ? own() : (settings.share ?? null);
    const { place = UPDATER, batch, usersAtOnce, clock } = settings;
    this.#reader = new BatchReader(store, models, {
      ...{ place, serves: place === UPDATER, share: this.share, clock },
      ...(batch !== undefined && { changesAtOnce: batch }),
      ...(usersAtOnce !== undefined && { usersAtOnce }),
      ...(hooks.dependants !== undefined && { dependants: hooks.dependants }),
      isStopped: () => this.#stopped,
    });
    const { refreshAfterMs } = settings;
    this.#refreshReader =
      refreshAfterMs === undefined
        ? null
        : new RefreshReader(store, models, {
            ...{ refreshAfterMs, clock, share: this.share },
            kept: () => this.#reader.kept(),
          });
  }

  /** When every profile was last looked at for whether it speaks of too long ago; null before. */
  get refreshedThrough(): number | null {
    return this.#refreshReader?.passedAt ?? null;
  }

  /**
   * Takes the feed until it is empty; gives the number of profiles written. Where a model was promoted
   * and not everybody has a profile of it yet, they get one first.
   */
  drain(signal?: AbortSignal, onProgress?: (users: number) => void): Promise<number> {
    return this.#alone(async () => {
      let users = 0;
      await takeBatches<Batch, EncodedEach>({
        read: async (before) => {
          signal?.throwIfAborted();
          return this.#reader.read(before);
        },
        make: (batch) => this.#encode(batch),
        write: async (batch, encoded) => {
          const written = await this.#writeOwn(batch, encoded);
          users += written ?? 0;
          onProgress?.(users);
          return written !== null;
        },
      });
      return users;
    });
  }

  /**
   * Gives everybody a profile of the model unless that is done; what stood in the feed before counts as
   * taken with it. Interrupted or killed, whoever comes next goes on from there.
   */
  encodeEveryone(signal?: AbortSignal, onProgress?: (users: number) => void): Promise<number> {
    return this.#alone(async () => {
      let users = 0;
      for (;;) {
        signal?.throwIfAborted();
        const page = await this.#reader.page();
        if (page === null) return users;
        users += (await this.#writeOwn(page, await this.#encode(page))) ?? 0;
        onProgress?.(users);
      }
    });
  }

  /** One micro-batch, or one page of users who have no profile yet; null where nothing waits. */
  step(): Promise<number | null> {
    return this.#alone(async () => {
      const batch = await this.#reader.read(null);
      if (batch === null || batch === 'later') return null;
      return (await this.#writeOwn(batch, await this.#encode(batch))) ?? 0;
    });
  }

  /**
   * Encodes a few of those whose profiles speak of too long ago, once all that was asked for before is done:
   * events come first.
   * @returns how many; null where there is nobody for now
   */
  refresh(): Promise<number | null> {
    return this.#alone(async () => {
      const reader = this.#refreshReader;
      const batch = this.#stopped ? null : ((await reader?.next()) ?? null);
      if (batch === null) return null;
      if (batch.userIds.length === 0) return 0;
      let written: number | null = null;
      try {
        written = await this.#writeOwn(batch, await this.#encode(batch));
      } finally {
        if (written === null) reader?.again();
      }
      return written ?? 0;
    });
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
    await this.#drains;
    await this.share?.leave();
  }

  async #follow(): Promise<void> {
    let pauseMs = 1_000;
    while (!this.#stopped) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        do await this.drain();
        while (!this.#stopped && (await this.#settings.beside?.()));
        pauseMs = 1_000;
      } catch (error) {
        this.#settings.onError?.(error);
        pauseMs = Math.min(pauseMs * 2, 30_000);
      }
      if (this.#stopped) return;
      await Promise.race([woken, sleep(pauseMs, undefined, { ref: false })]);
    }
  }

  /** One at a time: two would encode the same users twice, and one with a model of before. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#drains.then(work);
    this.#drains = done.catch(() => undefined);
    return done;
  }

  #encode({ model, histories }: Batch): Promise<EncodedEach> {
    return encodeEach(model, histories, this.#settings.clock());
  }

  /** @returns how many users it was about; null where nothing of it was stored */
  async #writeOwn(batch: Batch, encoded: EncodedEach): Promise<number | null> {
    try {
      return await this.#write(batch, encoded);
    } catch (error) {
      // Whoever has the users now does it; here the work goes on with what is left.
      if (!(error instanceof RangeLostError)) throw error;
      this.share?.doubt();
      return null;
    }
  }

  /** Writes the changed users' profiles and lets the hooks see them and those who depend on them. */
  async #write(
    { model, userIds, dependants, note }: Batch,
    { fresh, formed, prepared, failures }: EncodedEach,
  ): Promise<number | null> {
    await this.#hooks.before?.();
    const isStored = await this.#store.transaction(async (transaction) => {
      // Another process may have promoted a model meanwhile, or taken this one's profiles away.
      if (!(await transaction.models.hold(model.id))) return false;
      // Whoever was erased while this was computed must not come back by it.
      const there = await transaction.profiles.hold({ write: userIds, read: dependants });
      const living = fresh.filter(({ row }) => there.has(row.userId));
      const areAllThere = living.length === fresh.length;
      const stored = await transaction.profiles.upsert(
        areAllThere
          ? prepared
          : new PreparedProfiles(formed.filter(({ profile }) => there.has(profile.userId))),
      );
      // Of a profile that a faster worker has overtaken, nothing must be judged either.
      const current = new Set(stored.map(({ userId }) => userId));
      await this.#hooks.onProfiles?.(
        transaction,
        model,
        living.filter(({ row }) => current.has(row.userId)),
      );
      const others = dependants.filter((userId) => there.has(userId));
      if (others.length > 0) await this.#hooks.onDependants?.(transaction, others);
      await transaction.encodingFailures.note(failures.filter(({ userId }) => there.has(userId)));
      await note(transaction);
      return true;
    });
    if (!isStored) return null;
    if (userIds.length > 0) this.#settings.onWritten?.();
    if (failures.length > 0) this.#settings.onFailures?.(failures);
    return userIds.length;
  }
}
