import type { ModelRow, Store } from '../store/index.ts';
import type { Batch } from './batch-reader.ts';
import { historiesOf, type ReadHistory } from './history.ts';
import type { ModelRegistry } from './model-registry.ts';
import { DAY_MS, dayOf } from './present-day.ts';
import type { WorkShare } from './work-share.ts';

/** Small: whoever has an event meanwhile waits for as many encodings at most. */
const USERS_AT_ONCE = 8;
/** Profiles that are looked at in one statement, which everybody waits for in the embedded store. */
const MOST_LOOKED_AT = 1_000;
/** A look at everybody reads the whole table. */
const LEAST_PAUSE_MS = 3_600_000;

export interface RefreshReaderSettings {
  /** How long a profile may speak of the same instant: a day at least, since instants go by days. */
  readonly refreshAfterMs: number;
  readonly clock: () => number;
  readonly share: WorkShare | null;
  /** The model whose profiles are kept current; null where there is none to be kept. */
  readonly kept: () => Promise<ModelRow | null>;
}

/**
 * Reads the users whose profiles speak of too long ago, because nothing happened to have them encoded: by
 * their ids, in passes through everybody. Where a pass has come to is not stored: whoever was encoded is
 * passed over by the next one, after a restart too.
 */
export class RefreshReader {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #settings: RefreshReaderSettings;
  /** The model and the ranges that the pass is about. */
  #about: string | null = null;
  #after = '';
  /** Where the last batch began. */
  #before = '';
  #lookedAt = USERS_AT_ONCE;
  /** The instant of the oldest profile that was passed over. */
  #oldest = Number.POSITIVE_INFINITY;
  #restsUntil = Number.NEGATIVE_INFINITY;
  #passedAt: number | null = null;

  constructor(store: Store, models: ModelRegistry, settings: RefreshReaderSettings) {
    this.#store = store;
    this.#models = models;
    this.#settings = settings;
  }

  /** When the last pass ended; null before. */
  get passedAt(): number | null {
    return this.#passedAt;
  }

  /** The next users, who may be none; null where nobody can be due for now. */
  async next(): Promise<Batch | null> {
    const { kept, share, clock } = this.#settings;
    const row = await kept();
    if (row === null) return null;
    const ranges = (await share?.held()) ?? null;
    this.#begin(`${row.id} ${ranges?.join() ?? ''}`);
    const now = clock();
    if (now < this.#restsUntil || ranges?.length === 0) return null;
    const model = await this.#models.current(row.id);
    if (!model.goesWithClock) {
      this.#restsUntil = Number.POSITIVE_INFINITY;
      return null;
    }
    const due = await this.#due(row.id, ranges, now);
    const userIds = [...due.keys()];
    // Where nothing came since the profile, only what time moves is judged again.
    const histories = (await historiesOf(this.#store, userIds)).map(
      (history): ReadHistory =>
        history.throughSequence === due.get(history.userId) ? { ...history, news: [] } : history,
    );
    return {
      ...{ model, userIds, histories, dependants: [], follows: null },
      async note(transaction) {
        if (ranges !== null) await share?.hold(transaction, ranges);
      },
    };
  }

  /** What `next` gave was not stored: it is given again. */
  again(): void {
    this.#after = this.#before;
    this.#restsUntil = Number.NEGATIVE_INFINITY;
  }

  /** Of another model, or of other users, nothing is known yet. */
  #begin(about: string): void {
    if (about === this.#about) return;
    this.#about = about;
    this.#after = '';
    this.#oldest = Number.POSITIVE_INFINITY;
    this.#restsUntil = Number.NEGATIVE_INFINITY;
  }

  /** @returns how far each of their profiles reaches, by user id */
  async #due(
    modelId: string,
    ranges: readonly number[] | null,
    now: number,
  ): Promise<ReadonlyMap<string, number>> {
    const due = new Map<string, number>();
    const lookedAt = this.#lookedAt;
    this.#before = this.#after;
    const rows = await this.#store.profiles.instants(modelId, ranges, this.#after, lookedAt);
    // Where all are due no more need be looked at than are taken; where none is, many at once cost least.
    this.#lookedAt = USERS_AT_ONCE;
    for (const { userId, asOf, throughSequence } of rows) {
      const isDue = this.#isDue(asOf, now);
      if (isDue && due.size === USERS_AT_ONCE) return due;
      if (isDue) due.set(userId, throughSequence);
      else this.#oldest = Math.min(this.#oldest, asOf);
      this.#after = userId;
    }
    if (due.size < USERS_AT_ONCE) this.#lookedAt = Math.min(2 * lookedAt, MOST_LOOKED_AT);
    if (rows.length < lookedAt) this.#rest(now);
    return due;
  }

  /** Since profiles speak of whole days, whole days are counted: whoever is due is so when a day begins. */
  #isDue(asOf: number, now: number): boolean {
    // The beginning of a day that is to come is no event's: the clock stood ahead when that was written.
    const isAhead = asOf === dayOf(asOf) && asOf > dayOf(now) + DAY_MS;
    return isAhead || dayOf(now) - dayOf(asOf) >= this.#settings.refreshAfterMs;
  }

  /** Until the first can be due: whoever is encoded from now on speaks of the beginning of this day at least. */
  #rest(now: number): void {
    const { refreshAfterMs } = this.#settings;
    const first = dayOf(Math.min(this.#oldest, now)) + refreshAfterMs;
    this.#restsUntil = Math.max(first, now + LEAST_PAUSE_MS);
    this.#passedAt = now;
    this.#after = '';
    this.#oldest = Number.POSITIVE_INFINITY;
  }
}
