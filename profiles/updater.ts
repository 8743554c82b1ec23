import {
  type ChangeCursor,
  type EncodingFailure,
  type ModelEncoding,
  type ModelRow,
  type OpenChange,
  PROFILES,
  RangeLostError,
  type Store,
} from '../store/index.ts';
import type { FreshProfile } from './encode.ts';
import { encodeEach } from './encode-each.ts';
import { historiesOf } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';
import { WorkShare } from './work-share.ts';

/** The name under which the updater keeps its place in the change feed. */
export const UPDATER = PROFILES;

const USERS_AT_ONCE = 200;
/** Of the embedded store a transaction holds up everybody: larger ones hardly cost less an event. */
const CHANGES_AT_ONCE = 200;
const LONGEST_WAIT_MS = 1_000;
/** Of a storm on few users so many changes are taken as one. */
const MOST_CHANGES_AT_ONCE = 5_000;

/** Notes, in the transaction that writes profiles, what is done with them. */
type Note = (transaction: Store) => Promise<void>;

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
  /** Told of users of whom the model could make no profile: their last one stays. */
  readonly onFailures?: (failures: readonly EncodingFailure[]) => void;
  /** Its place in the change feed, where it is not that of the served profiles. */
  readonly place?: string;
  /** How many users' profiles are made at once while everybody gets one. */
  readonly usersAtOnce?: number;
  /** What of the work is this process's; the updater's own share if nothing is said. */
  readonly share?: WorkShare | null;
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
  readonly #models: ModelRegistry;
  readonly #hooks: UpdaterHooks;
  readonly #settings: UpdaterSettings;
  #running: Promise<void> | null = null;
  #stopped = false;
  #wake: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #drains: Promise<unknown> = Promise.resolve();
  readonly #place: string;
  /** How often the last batch named each of its users. */
  #repeats = 1;
  /** What of the work is this process's; null where there is no other process. */
  readonly share: WorkShare | null;

  constructor(store: Store, models: ModelRegistry, hooks: UpdaterHooks, settings: UpdaterSettings) {
    this.#store = store;
    this.#models = models;
    this.#hooks = hooks;
    this.#settings = settings;
    this.#place = settings.place ?? UPDATER;
    const onError = (error: unknown) => settings.onError?.(error);
    const own = () => new WorkShare(store, UPDATER, () => this.#wake(), onError);
    this.share =
      settings.share === undefined && store.kind === 'server' ? own() : (settings.share ?? null);
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
   * Gives everybody a profile of the model unless that is done; what stood in the feed before counts as
   * taken with it. Interrupted or killed, whoever comes next goes on from there.
   */
  encodeEveryone(signal?: AbortSignal, onProgress?: (users: number) => void): Promise<number> {
    return this.#alone(async () => {
      let users = 0;
      for (;;) {
        signal?.throwIfAborted();
        const active = await this.#store.models.active();
        if (active === null || !this.#isOurs(active) || isEncoded(active)) return users;
        users += await this.#encodePage(active, null);
        onProgress?.(users);
      }
    });
  }

  /** One micro-batch, or one page of users who have no profile yet; null where nothing waits. */
  step(): Promise<number | null> {
    return this.#alone(() => this.#step(undefined));
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
      await Promise.race([woken, pause(pauseMs)]);
    }
  }

  /** One at a time: two would encode the same users twice, and one with a model of before. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#drains.then(work);
    this.#drains = done.catch(() => undefined);
    return done;
  }

  /** One micro-batch; null where there was nothing to take or no model to encode with. */
  async #step(signal: AbortSignal | undefined): Promise<number | null> {
    const active = await this.#store.models.active();
    if (active === null || !this.#isOurs(active)) return null;
    const ranges = (await this.share?.held()) ?? null;
    if (!isEncoded(active)) {
      // One process is enough: the others wait, and go on with the new model when all have profiles.
      return ranges === null || ranges.includes(0) ? this.#encodePage(active, ranges) : null;
    }
    signal?.throwIfAborted();
    const model = await this.#models.current(active.id);
    const changes = this.#oneBatch(await this.#nextChanges(ranges));
    const last = changes.at(-1);
    if (last === undefined) return null;
    const merged = changes.flatMap(({ kind, canonicalId }) =>
      kind === 'merge' ? [canonicalId] : [],
    );
    // Whoever is related to a merged user now is so to somebody who goes by another id.
    const related =
      merged.length === 0 ? [] : await this.#store.events.relatedTo([...new Set(merged)]);
    const userIds = [...new Set([...changes.map(({ canonicalId }) => canonicalId), ...related])];
    const dependants = (await this.#hooks.dependants?.(this.#store, userIds)) ?? [];
    return this.#writeOwn(model, userIds, dependants, async (transaction) => {
      if (merged.length > 0) await dropMerged(transaction, userIds);
      if (ranges !== null) await this.share?.hold(transaction, ranges);
      await this.#savePosition(transaction, last.cursor, ranges);
    });
  }

  /** What to do next; what a short transaction of somebody else holds up is waited for. */
  async #nextChanges(ranges: readonly number[] | null): Promise<OpenChange[]> {
    const { changes, kind } = this.#store;
    for (let waitMs = 2; ; waitMs *= 2) {
      const wanted = Math.min(MOST_CHANGES_AT_ONCE, Math.ceil(this.#batch * this.#repeats));
      const found = await changes.next(this.#place, ranges, wanted);
      if (found.length > 0 || kind === 'embedded' || waitMs > LONGEST_WAIT_MS) return found;
      if (this.#stopped || !(await changes.isHeldUp())) return found;
      await pause(waitMs);
    }
  }

  /**
   * The first changes that name no more users than a batch may. A storm on one user is one encoding, and
   * whoever comes behind it does not wait for as many as there were events.
   */
  #oneBatch(changes: readonly OpenChange[]): readonly OpenChange[] {
    const users = new Set<string>();
    let taken = 0;
    for (const { canonicalId } of changes) {
      if (users.size === this.#batch && !users.has(canonicalId)) break;
      users.add(canonicalId);
      taken += 1;
    }
    this.#repeats = Math.max(1, taken / Math.max(1, users.size));
    return changes.slice(0, taken);
  }

  get #batch(): number {
    return Math.max(1, this.#settings.batch ?? CHANGES_AT_ONCE);
  }

  /** Gives the next users in line a profile of the model. @returns how many */
  async #encodePage(active: ModelRow, ranges: readonly number[] | null): Promise<number> {
    const model = await this.#models.current(active.id);
    const encoding = active.encoding ?? (await this.#beginEncoding(active.id));
    const page = await this.#store.users.page({
      first: this.#settings.usersAtOnce ?? USERS_AT_ONCE,
      after: encoding.cursor,
    });
    const userIds = page.rows.map(({ row }) => row.userId);
    const next = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
    return this.#writeOwn(model, userIds, [], async (transaction) => {
      if (ranges !== null) await this.share?.hold(transaction, [0]);
      const at = this.#settings.clock();
      await transaction.models.advanceEncoding(active.id, encoding, next, userIds.length, at);
    });
  }

  /** From here on the feed says who has to be encoded once more. */
  async #beginEncoding(modelId: string): Promise<Pick<ModelEncoding, 'cursor'>> {
    const total = await this.#store.users.count();
    return this.#store.transaction(async ({ models, changes }) => {
      const end = await changes.end();
      const begun = await models.beginEncoding(modelId, total);
      if (begun && end !== null) await changes.savePosition(this.#place, end);
      return { cursor: null };
    });
  }

  async #writeOwn(
    model: ServingModel,
    userIds: readonly string[],
    dependants: readonly string[],
    note: Note,
  ): Promise<number> {
    try {
      return await this.#write(model, userIds, dependants, note);
    } catch (error) {
      // Whoever has the users now does it; here the work goes on with what is left.
      if (!(error instanceof RangeLostError)) throw error;
      this.share?.doubt();
      return 0;
    }
  }

  /** Writes the changed users' profiles and lets the hooks see them and those who depend on them. */
  async #write(
    model: ServingModel,
    userIds: readonly string[],
    dependants: readonly string[],
    note: Note,
  ): Promise<number> {
    const changed = new Set(userIds);
    const others = dependants.filter((userId) => !changed.has(userId));
    const histories = await historiesOf(this.#store, [...changed, ...others]);
    const { fresh, failures } = await encodeEach(model, histories, this.#settings.clock());
    const written = await this.#store.transaction(async (transaction) => {
      // Another process may have promoted a model meanwhile, or taken this one's profiles away.
      if (!(await transaction.models.hold(model.id))) return 0;
      // Whoever was erased while this was computed must not come back by it.
      const there = await transaction.users.hold([...changed, ...others]);
      const living = fresh.filter(({ row }) => there.has(row.userId));
      const rows = living.filter(({ row }) => changed.has(row.userId)).map(({ row }) => row);
      const stored = await transaction.profiles.upsert(rows);
      // Of a profile that a faster worker has overtaken, nothing must be judged either.
      const current = new Set([...others, ...stored.map(({ userId }) => userId)]);
      await this.#hooks.onProfiles?.(
        transaction,
        model,
        living.filter(({ row }) => current.has(row.userId)),
      );
      await transaction.encodingFailures.note(failures.filter(({ userId }) => there.has(userId)));
      await note(transaction);
      return changed.size;
    });
    if (written > 0) this.#settings.onWritten?.();
    if (written > 0 && failures.length > 0) this.#settings.onFailures?.(failures);
    return written;
  }

  /** Whether the model is one for this updater: it may have changed its state since it was chosen. */
  #isOurs({ state, encoding }: ModelRow): boolean {
    const serves = state === 'SERVING';
    const gone = state === 'RETIRED' && encoding === null;
    return serves === (this.#place === UPDATER) && !gone;
  }

  async #savePosition(
    { changes }: Store,
    cursor: ChangeCursor,
    ranges: readonly number[] | null,
  ): Promise<void> {
    if (ranges === null) await changes.savePosition(this.#place, cursor);
    else await changes.saveRanges(this.#place, ranges, cursor);
  }
}

/** Whether everybody has got a profile of a model: whoever changed since is in the feed. */
function isEncoded({ encoding }: ModelRow): boolean {
  return encoding !== null && encoding.finishedAt !== null;
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
