import type { ProfileHistoryRow, Store } from '../../store/index.ts';

const BATCH = 100;
const POLL_MS = 250;

/** One reader: told to look again, or to stop. */
class Follower {
  stopped = false;
  #woken = false;
  #resolve: (() => void) | null = null;

  /** Call before reading: what happens from here on ends the next wait at once. */
  listen(): void {
    this.#woken = false;
  }

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
    this.#resolve = null;
  }

  async wait(): Promise<void> {
    if (this.#woken || this.stopped) return;
    await new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }
}

/**
 * Lets any number of subscribers follow the history of profiles. Each reads from its own place at its
 * own pace, so a slow one holds at most one batch in memory and never a queue; all of them together
 * cost one statement a poll while nothing happens.
 */
export class ProfileFeed {
  readonly #store: Store;
  readonly #onError: (error: unknown) => void;
  readonly #pollMs: number;
  readonly #followers = new Set<Follower>();
  #timer: NodeJS.Timeout | null = null;
  #seen: number | null = null;

  /** @param onError told where polling fails; it goes on */
  constructor(store: Store, onError: (error: unknown) => void, pollMs = POLL_MS) {
    this.#store = store;
    this.#onError = onError;
    this.#pollMs = pollMs;
  }

  /** How many subscriptions run. */
  get followers(): number {
    return this.#followers.size;
  }

  /**
   * The profile versions written after a sequence, in the feed's order, without end.
   * @param userIds only of these users; null for everybody
   */
  follow(
    after: number,
    userIds: ReadonlySet<string> | null,
  ): AsyncIterableIterator<ProfileHistoryRow> {
    const follower = new Follower();
    this.#followers.add(follower);
    this.#timer ??= this.#poll();
    const rows = this.#read(after, userIds, follower);
    return {
      next: () => rows.next(),
      // A generator that waits cannot be ended from outside, so the wait itself is given up.
      return: () => {
        this.#followers.delete(follower);
        follower.stop();
        return rows.return(undefined);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Says that profiles were written, so that nobody has to wait for the next poll. */
  wake(): void {
    for (const follower of this.#followers) follower.wake();
  }

  /** Ends every subscription. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const follower of this.#followers) follower.stop();
    this.#followers.clear();
  }

  async *#read(
    after: number,
    userIds: ReadonlySet<string> | null,
    follower: Follower,
  ): AsyncGenerator<ProfileHistoryRow, undefined> {
    const [only] = userIds?.size === 1 ? userIds : [];
    let sequence = after;
    while (!follower.stopped) {
      follower.listen();
      const rows = await this.#store.profiles.changesAfter(sequence, BATCH, only);
      for (const row of rows) {
        if (follower.stopped) return undefined;
        sequence = row.sequence;
        if (userIds === null || userIds.has(row.userId)) yield row;
      }
      if (rows.length < BATCH) await follower.wait();
    }
    return undefined;
  }

  #poll(): NodeJS.Timeout {
    return setTimeout(async () => {
      try {
        const last = await this.#store.profiles.lastSequence();
        if (last !== this.#seen) this.wake();
        this.#seen = last;
      } catch (error) {
        if (this.#followers.size > 0) this.#onError(error);
      }
      this.#timer = this.#followers.size > 0 ? this.#poll() : null;
    }, this.#pollMs);
  }
}
