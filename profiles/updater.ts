import {
  type ChangeCursor,
  type ModelRow,
  type OpenChange,
  RangeLostError,
  type Store,
} from '../store/index.ts';
import { encodeProfiles, type FreshProfile } from './encode.ts';
import { historiesOf } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';
import { WorkShare } from './work-share.ts';

/** The name under which the updater keeps its place in the change feed. */
export const UPDATER = 'profiles';

const FEED_PAGE = 10_000;
const USERS_AT_ONCE = 200;
const LONGEST_WAIT_MS = 1_000;

/** Up to where the feed was taken, and of which ranges of users; null of all. */
interface Position {
  readonly cursor: ChangeCursor;
  readonly ranges: readonly number[] | null;
  /** Whether users were merged on the way here. */
  readonly merges: boolean;
}

type UserPage = Awaited<ReturnType<Store['users']['page']>>;

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
  #drains: Promise<unknown> = Promise.resolve();
  /** What of the work is this process's; null where there is no other process. */
  readonly #share: WorkShare | null;
  /** The promotion that is known to have reached everybody. */
  #renewed: string | null = null;

  constructor(store: Store, models: ModelRegistry, hooks: UpdaterHooks, settings: UpdaterSettings) {
    this.#store = store;
    this.#models = models;
    this.#hooks = hooks;
    this.#settings = settings;
    const onError = (error: unknown) => settings.onError?.(error);
    this.#share =
      store.kind === 'server' ? new WorkShare(store, UPDATER, () => this.#wake(), onError) : null;
  }

  /**
   * Takes the feed until it is empty; gives the number of profiles written. Where a model was promoted
   * and not everybody has a profile of it yet, they get one first.
   */
  drain(signal?: AbortSignal, onProgress?: (users: number) => void): Promise<number> {
    return this.#alone(async () => {
      let written = 0;
      for (;;) {
        signal?.throwIfAborted();
        const step = await this.#step(signal);
        if (step === null) return written;
        written += step;
        onProgress?.(written);
      }
    });
  }

  /**
   * Encodes every user with the active model unless that is done; used after a new one is promoted.
   * What stood in the feed before counts as taken with it. Interrupted, the next `drain` does it.
   */
  encodeEveryone(signal?: AbortSignal, onProgress?: (users: number) => void): Promise<number> {
    return this.#alone(async () => {
      const active = await this.#store.models.active();
      if (active === null || (await this.#isRenewed(active))) return 0;
      return this.#renew(active, signal, onProgress);
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
    await this.#share?.leave();
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

  /** One at a time: two would encode the same users twice, and one with a model of before. */
  #alone(work: () => Promise<number>): Promise<number> {
    const done = this.#drains.then(work);
    this.#drains = done.catch(() => undefined);
    return done;
  }

  /** One micro-batch; null where there was nothing to take or no model to encode with. */
  async #step(signal: AbortSignal | undefined): Promise<number | null> {
    const active = await this.#store.models.active();
    if (active === null) return null;
    const ranges = (await this.#share?.held()) ?? null;
    if (!(await this.#isRenewed(active))) {
      // One process is enough: the others wait, and go on with the new model when all have profiles.
      return ranges === null || ranges.includes(0) ? this.#renew(active, signal) : null;
    }
    const model = await this.#models.byId(active.id);
    const changes = await this.#nextChanges(ranges);
    const last = changes.at(-1);
    if (last === undefined) return null;
    const merged = changes.flatMap(({ kind, canonicalId }) =>
      kind === 'merge' ? [canonicalId] : [],
    );
    // Whoever is related to a merged user now is so to somebody who goes by another id.
    const related = await relatedTo(this.#store, [...new Set(merged)]);
    const userIds = [...new Set([...changes.map(({ canonicalId }) => canonicalId), ...related])];
    const dependants = (await this.#hooks.dependants?.(this.#store, userIds)) ?? [];
    const position = { cursor: last.cursor, ranges, merges: merged.length > 0 };
    try {
      return await this.#write(model, userIds, dependants, position);
    } catch (error) {
      // Whoever has the users now does it; here the work goes on with what is left.
      if (!(error instanceof RangeLostError)) throw error;
      this.#share?.doubt();
      return 0;
    }
  }

  /** What to do next; what a short transaction of somebody else holds up is waited for. */
  async #nextChanges(ranges: readonly number[] | null): Promise<OpenChange[]> {
    const { changes, kind } = this.#store;
    for (let waitMs = 2; ; waitMs *= 2) {
      const found = await changes.next(UPDATER, ranges, this.#settings.batch ?? 500);
      if (found.length > 0 || kind === 'embedded' || waitMs > LONGEST_WAIT_MS) return found;
      if (this.#stopped || !(await changes.isHeldUp())) return found;
      await pause(waitMs);
    }
  }

  /** Gives everybody a profile of the active model. */
  async #renew(
    active: ModelRow,
    signal: AbortSignal | undefined,
    onProgress?: (users: number) => void,
  ): Promise<number> {
    const model = await this.#models.byId(active.id);
    const position = await this.#endOfFeed();
    let users = 0;
    let after: string | null = null;
    do {
      signal?.throwIfAborted();
      const page: UserPage = await this.#store.users.page({ first: USERS_AT_ONCE, after });
      const userIds = page.rows.map(({ row }) => row.userId);
      if (userIds.length > 0) await this.#write(model, userIds, [], null);
      users += userIds.length;
      onProgress?.(users);
      after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
    } while (after !== null);
    if (position !== null) {
      await this.#store.transaction(async ({ changes }) => {
        await changes.savePosition(UPDATER, position);
        await changes.savePosition(renewalOf(active), position);
      });
    }
    this.#renewed = renewalOf(active);
    return users;
  }

  async #isRenewed(active: ModelRow): Promise<boolean> {
    const renewal = renewalOf(active);
    if (this.#renewed === renewal) return true;
    if ((await this.#store.changes.position(renewal)) === null) return false;
    this.#renewed = renewal;
    return true;
  }

  /** Writes the changed users' profiles and lets the hooks see them and those who depend on them. */
  async #write(
    model: ServingModel,
    userIds: readonly string[],
    dependants: readonly string[],
    position: Position | null,
  ): Promise<number> {
    const changed = new Set(userIds);
    const others = dependants.filter((userId) => !changed.has(userId));
    const histories = await historiesOf(this.#store, [...changed, ...others]);
    const fresh = await encodeProfiles(model, histories, this.#settings.clock());
    const written = await this.#store.transaction(async (transaction) => {
      // Another process may have promoted a model meanwhile; its profiles must not be undone.
      if ((await transaction.models.active())?.id !== model.id) return 0;
      if (position?.ranges) await this.#share?.hold(transaction, position.ranges);
      const rows = fresh.filter(({ row }) => changed.has(row.userId)).map(({ row }) => row);
      const stored = await transaction.profiles.upsert(rows);
      // Of a profile that a faster worker has overtaken, nothing must be judged either.
      const current = new Set([...others, ...stored.map(({ userId }) => userId)]);
      await this.#hooks.onProfiles?.(
        transaction,
        model,
        fresh.filter(({ row }) => current.has(row.userId)),
      );
      if (position?.merges ?? true) await dropMerged(transaction, [...changed]);
      if (position !== null) await savePosition(transaction, position);
      return changed.size;
    });
    if (written > 0) this.#settings.onWritten?.();
    return written;
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

/**
 * Under this name the feed keeps that a promotion has reached everybody: a process that is killed
 * between promoting and encoding leaves no such mark, and the next one goes on.
 */
function renewalOf({ id, promotedAt }: ModelRow): string {
  return `${UPDATER} of ${id} since ${promotedAt}`;
}

async function savePosition({ changes }: Store, { cursor, ranges }: Position): Promise<void> {
  if (ranges === null) await changes.savePosition(UPDATER, cursor);
  else await changes.saveRanges(UPDATER, ranges, cursor);
}

/** The other ends of the relations of some users. */
async function relatedTo(store: Store, userIds: readonly string[]): Promise<string[]> {
  const histories = await historiesOf(store, userIds);
  return histories.flatMap(({ events }) => events.flatMap(({ otherUserId }) => otherUserId ?? []));
}

/** Takes away what is kept under ids that were merged into the users: they are nobody any more. */
async function dropMerged(store: Store, userIds: readonly string[]): Promise<void> {
  const merged = await store.users.mergedInto(userIds);
  if (merged.length === 0) return;
  await store.profiles.remove(merged);
  await store.memberships.removeUsers(merged);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
