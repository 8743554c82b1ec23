import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeCursor, ModelEncoding, ModelRow, OpenChange, Store } from '../store/index.ts';
import { historiesOf, type ReadHistory } from './history.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';
import type { WorkShare } from './work-share.ts';

const USERS_AT_ONCE = 200;
/** Of the embedded store a transaction holds up everybody: larger ones hardly cost less an event. */
const CHANGES_AT_ONCE = 200;
/** So many where more wait than that: nobody is served soon then, and each costs somewhat less. */
const MOST_USERS_AT_ONCE = 1_600;
const LONGEST_WAIT_MS = 1_000;
/** Of a storm on few users so many changes are taken as one. */
const MOST_CHANGES_AT_ONCE = 5_000;

/** Users to be encoded together, with all that the model reads of them. */
export interface Batch {
  readonly model: ServingModel;
  readonly userIds: readonly string[];
  /** Others who depend on them, and are not among them. */
  readonly dependants: readonly string[];
  /** Those of the users. */
  readonly histories: readonly ReadHistory[];
  /** Where the feed goes on after it; null where there may be more that only shows once it is written. */
  readonly follows: Place | null;
  /** Notes, in the transaction that writes the profiles, what is done with them. */
  readonly note: (transaction: Store) => Promise<void>;
}

interface Place {
  readonly cursor: ChangeCursor;
  /** Of which ranges; null for all. */
  readonly ranges: readonly number[] | null;
  /** Whether nothing came after it when it was read. */
  readonly isLast: boolean;
}

/** What a reader of batches needs to know; see `UpdaterSettings` and `UpdaterHooks`. */
export interface BatchReaderSettings {
  readonly place: string;
  /** Whether the updater's models are those that serve. */
  readonly serves: boolean;
  readonly share: WorkShare | null;
  readonly changesAtOnce?: number;
  readonly usersAtOnce?: number;
  readonly clock: () => number;
  readonly dependants?: (store: Store, userIds: readonly string[]) => Promise<readonly string[]>;
  /** Whether nobody waits for more. */
  readonly isStopped: () => boolean;
}

/** Reads what an updater has to do next: users who changed, or users who have no profile yet. */
export class BatchReader {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #settings: BatchReaderSettings;
  /** How often the last batch named each of its users. */
  #repeats = 1;
  /** How many users one batch names at most. */
  #most: number;

  constructor(store: Store, models: ModelRegistry, settings: BatchReaderSettings) {
    this.#store = store;
    this.#models = models;
    this.#settings = settings;
    this.#most = this.#fewest;
  }

  /**
   * Where a model was promoted and not everybody has a profile of it yet, they come first.
   * @param before what it comes after, though that may not be written yet
   * @returns null where there was nothing to take or no model to encode with; `later` where that depends
   * on what becomes of `before`
   */
  async read(before: Batch | null): Promise<Batch | null | 'later'> {
    const follows = before === null ? null : before.follows;
    if (before !== null && follows === null) return 'later';
    if (follows?.isLast) return null;
    const active = await this.#store.models.active();
    if (active === null || !this.#isOurs(active)) return null;
    const { share } = this.#settings;
    const ranges = follows === null ? ((await share?.held()) ?? null) : follows.ranges;
    if (!isEncoded(active)) {
      if (follows !== null) return 'later';
      // One process is enough: the others wait, and go on with the new model when all have profiles.
      return ranges === null || ranges.includes(0) ? this.#page(active, ranges) : null;
    }
    const wanted = Math.min(MOST_CHANGES_AT_ONCE, Math.ceil(this.#most * this.#repeats));
    const found = await this.#nextChanges(ranges, follows?.cursor ?? null, wanted);
    const changes = this.#oneBatch(found);
    if (changes.length === 0) return null;
    // Several processes may hold one another up: only an answer without any change is the end there.
    const isEnd = this.#store.kind === 'embedded' && found.length < wanted;
    return this.#changed(active.id, changes, {
      cursor: changes.at(-1)!.cursor,
      ranges,
      isLast: isEnd && changes.length === found.length,
    });
  }

  /** The model whose profiles are kept current; null where there is none, or not everybody has one yet. */
  async kept(): Promise<ModelRow | null> {
    const active = await this.#store.models.active();
    return active !== null && this.#isOurs(active) && isEncoded(active) ? active : null;
  }

  /** The next users without a profile of the model; null where everybody has one, or it is not ours. */
  async page(): Promise<Batch | null> {
    const active = await this.#store.models.active();
    if (active === null || !this.#isOurs(active) || isEncoded(active)) return null;
    return this.#page(active, null);
  }

  async #changed(modelId: string, changes: readonly OpenChange[], follows: Place): Promise<Batch> {
    const { share, place, dependants } = this.#settings;
    const { cursor, ranges } = follows;
    const merged = changes.flatMap(({ kind, canonicalId }) =>
      kind === 'merge' ? [canonicalId] : [],
    );
    // Whoever is related to a merged user now is so to somebody who goes by another id.
    const related =
      merged.length === 0 ? [] : await this.#store.events.relatedTo([...new Set(merged)]);
    const userIds = [...new Set([...changes.map(({ canonicalId }) => canonicalId), ...related])];
    const others = new Set((await dependants?.(this.#store, userIds)) ?? []);
    for (const userId of userIds) others.delete(userId);
    // What was taken away leaves no row behind that would be newer than the profile.
    const more = new Set(related);
    for (const { kind, canonicalId } of changes) if (kind !== 'event') more.add(canonicalId);
    const read = await historiesOf(this.#store, userIds, { remember: true });
    const histories = read.map((history) =>
      more.has(history.userId) ? { ...history, news: null } : history,
    );
    return {
      // After the histories: the items that their events are about were stored before them.
      model: await this.#models.current(modelId),
      userIds,
      dependants: [...others],
      histories,
      follows,
      async note(transaction) {
        if (merged.length > 0) await dropMerged(transaction, userIds);
        if (ranges === null) return transaction.changes.savePosition(place, cursor);
        await share?.hold(transaction, ranges);
        await transaction.changes.saveRanges(place, ranges, cursor);
      },
    };
  }

  get #fewest(): number {
    return Math.max(1, this.#settings.changesAtOnce ?? CHANGES_AT_ONCE);
  }

  /**
   * The first changes that name no more users than a batch may. A storm on one user is one encoding, and
   * whoever comes behind it does not wait for as many as there were events.
   */
  #oneBatch(changes: readonly OpenChange[]): readonly OpenChange[] {
    const users = new Set<string>();
    let taken = 0;
    for (const { canonicalId } of changes) {
      if (users.size === this.#most && !users.has(canonicalId)) break;
      users.add(canonicalId);
      taken += 1;
    }
    this.#repeats = Math.max(1, taken / Math.max(1, users.size));
    this.#grow(users.size);
    return changes.slice(0, taken);
  }

  /** A batch that was full says that more wait than go into one. */
  #grow(users: number): void {
    const most = this.#settings.changesAtOnce ?? MOST_USERS_AT_ONCE;
    this.#most = users < this.#most ? this.#fewest : Math.min(2 * this.#most, most);
  }

  /** What to do next; what a short transaction of somebody else holds up is waited for. */
  async #nextChanges(
    ranges: readonly number[] | null,
    after: ChangeCursor | null,
    wanted: number,
  ): Promise<OpenChange[]> {
    const { changes, kind } = this.#store;
    const { place, isStopped } = this.#settings;
    for (let waitMs = 2; ; waitMs *= 2) {
      const found = await changes.next(place, ranges, wanted, after);
      if (found.length > 0 || kind === 'embedded' || waitMs > LONGEST_WAIT_MS) return found;
      if (isStopped() || !(await changes.isHeldUp())) return found;
      await sleep(waitMs, undefined, { ref: false });
    }
  }

  async #page(active: ModelRow, ranges: readonly number[] | null): Promise<Batch> {
    const { usersAtOnce, share, clock } = this.#settings;
    const model = await this.#models.current(active.id);
    const encoding = active.encoding ?? (await this.#beginEncoding(active.id));
    const page = await this.#store.users.page({
      first: usersAtOnce ?? USERS_AT_ONCE,
      after: encoding.cursor,
    });
    const userIds = page.rows.map(({ row }) => row.userId);
    const next = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
    return {
      model,
      ...{ userIds, dependants: [] },
      histories: await historiesOf(this.#store, userIds),
      follows: null,
      async note(transaction) {
        if (ranges !== null) await share?.hold(transaction, [0]);
        const at = clock();
        await transaction.models.advanceEncoding(active.id, encoding, next, userIds.length, at);
      },
    };
  }

  /** From here on the feed says who has to be encoded once more. */
  async #beginEncoding(modelId: string): Promise<Pick<ModelEncoding, 'cursor'>> {
    const total = await this.#store.users.count();
    return this.#store.transaction(async ({ models, changes }) => {
      const end = await changes.end();
      const begun = await models.beginEncoding(modelId, total);
      if (begun && end !== null) await changes.savePosition(this.#settings.place, end);
      return { cursor: null };
    });
  }

  /** Whether the model is one for this updater: it may have changed its state since it was chosen. */
  #isOurs({ state, encoding }: ModelRow): boolean {
    const gone = state === 'RETIRED' && encoding === null;
    return (state === 'SERVING') === this.#settings.serves && !gone;
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
