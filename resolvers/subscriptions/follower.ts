import type { FeedPlace } from '../../store/index.ts';

/** One reader of a feed: its place, and what was written since and waits to be taken. */
export class Follower<Row> {
  stopped = false;
  /** Since when it has been behind although it had kept up before; null where it keeps up. */
  behindSince: number | null = null;
  #queue: Row[] = [];
  #queueing = false;
  #keptUp = false;
  #wake: () => void = () => undefined;

  /**
   * @param place it has everything up to here
   * @param userIds only of these users; null for everybody
   * @param most how many rows may wait for it
   */
  constructor(
    public place: FeedPlace,
    readonly userIds: ReadonlySet<string> | null,
    readonly most: number,
  ) {}

  /** Whether rows are kept for it; where not, it reads them from the store. */
  get queueing(): boolean {
    return this.#queueing;
  }

  /** From here on new rows wait for it; call before reading what was written until now. */
  attach(): void {
    this.#queue = [];
    this.#queueing = true;
  }

  /** New rows do not wait for it: it has more to read from the store. */
  detach(): void {
    this.#queue = [];
    this.#queueing = false;
  }

  /** It has read what was written until it was attached, and lost nothing since. */
  catchUp(): void {
    if (!this.#queueing) return;
    this.#keptUp = true;
    this.behindSince = null;
  }

  /** A new row; where too many wait, they are let go of and it has to read them from the store. */
  offer(row: Row, now: number): void {
    if (!this.#queueing) return;
    if (this.#queue.length < this.most) {
      this.#queue.push(row);
    } else {
      this.#queue = [];
      this.#queueing = false;
      if (this.#keptUp) this.behindSince ??= now;
    }
    this.#wake();
  }

  /** The rows that wait, which wait no longer. Ends when there are some, none are kept, or it stops. */
  async take(): Promise<Row[]> {
    if (this.#queue.length === 0 && this.#queueing && !this.stopped) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const rows = this.#queue;
    this.#queue = [];
    return rows;
  }

  stop(): void {
    this.stopped = true;
    this.#queue = [];
    this.#wake();
  }
}
