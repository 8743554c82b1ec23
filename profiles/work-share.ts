import { randomUUID } from 'node:crypto';
import type { Store, Worker } from '../store/index.ts';

/** Others take over what a process that was killed had after at most this and one beat. */
export const KEEP_MS = 6_000;
export const BEAT_MS = 2_000;

/** This process's share of a consumer's work, among all processes on the same server. */
export class WorkShare {
  readonly #store: Store;
  readonly #worker: Worker;
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  #held: readonly number[] = [];
  #beatAt = Number.NEGATIVE_INFINITY;
  #beating: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @param onChange told where the share has grown: there may be more to do */
  constructor(
    store: Store,
    consumer: string,
    onChange: () => void,
    onError: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#worker = { consumer, owner: randomUUID() };
    this.#onChange = onChange;
    this.#onError = onError;
  }

  /** The ranges that are this process's own; asks for them where that was not done lately. */
  async held(): Promise<readonly number[]> {
    if (performance.now() - this.#beatAt > BEAT_MS) await this.#beat();
    this.#timer ??= this.#next();
    return this.#held;
  }

  /**
   * Makes sure, inside a transaction, that ranges stay this process's own until it ends.
   * @throws {RangeLostError} where they are not
   */
  hold(transaction: Store, ranges: readonly number[]): Promise<void> {
    return transaction.workRanges.hold(this.#worker, ranges);
  }

  /** What is held has to be asked for anew: some of it was lost. */
  doubt(): void {
    this.#beatAt = Number.NEGATIVE_INFINITY;
  }

  /** Gives everything back, for others to go on at once. */
  async leave(): Promise<void> {
    if (this.#timer === null) return;
    await this.#beating;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#held = [];
    await this.#store.workRanges.leave(this.#worker);
  }

  #next(): NodeJS.Timeout {
    const timer = setTimeout(async () => {
      await this.#beat().catch(this.#onError);
      if (this.#timer !== null) this.#timer = this.#next();
    }, BEAT_MS);
    timer.unref();
    return timer;
  }

  /** One at a time, so that a late answer never stands over a newer one. */
  #beat(): Promise<void> {
    this.#beating ??= this.#ask().finally(() => {
      this.#beating = null;
    });
    return this.#beating;
  }

  async #ask(): Promise<void> {
    const before = this.#held.length;
    this.#held = await this.#store.workRanges.beat(this.#worker, KEEP_MS);
    this.#beatAt = performance.now();
    if (this.#held.length > before) this.#onChange();
  }
}
