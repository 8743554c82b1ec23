/** Something that waits for its transaction together with others. */
interface Waiting<Item> {
  readonly items: readonly Item[];
  readonly settled: PromiseWithResolvers<void>;
}

/**
 * Writes what many callers bring in as few transactions as there can be: while one runs, the others
 * gather, and the next takes them all. Each caller is answered after the commit that holds its items.
 */
export class WaitingRoom<Item> {
  readonly #write: (items: readonly Item[]) => Promise<void>;
  readonly #mostAtOnce: number;
  #waiting: Waiting<Item>[] = [];
  #count = 0;
  #writing: Promise<void> | null = null;

  /**
   * @param write stores items in one transaction
   * @param mostAtOnce how many items one transaction takes, unless a single caller brings more
   */
  constructor(write: (items: readonly Item[]) => Promise<void>, mostAtOnce: number) {
    this.#write = write;
    this.#mostAtOnce = mostAtOnce;
  }

  /** How many items are not stored yet. */
  get count(): number {
    return this.#count;
  }

  /** @throws whatever `write` threw for these items */
  async bring(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const settled = Promise.withResolvers<void>();
    this.#waiting.push({ items, settled });
    this.#count += items.length;
    this.#writing ??= this.#writeAll();
    await settled.promise;
  }

  /** Waits until everything that was brought is written. */
  async drain(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Requests that arrive in the same turn of the event loop go together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      try {
        await this.#write(group.flatMap(({ items }) => items));
        for (const { settled } of group) settled.resolve();
      } catch (error) {
        await this.#writeAlone(group, error);
      }
      this.#count -= group.reduce((sum, { items }) => sum + items.length, 0);
    }
    this.#writing = null;
  }

  /** What one caller brought must not fail what the others brought with it. */
  async #writeAlone(group: readonly Waiting<Item>[], error: unknown): Promise<void> {
    if (group.length === 1) return group[0]!.settled.reject(error);
    for (const { items, settled } of group) {
      try {
        await this.#write(items);
        settled.resolve();
      } catch (own) {
        settled.reject(own);
      }
    }
  }

  #nextGroup(): Waiting<Item>[] {
    let items = 0;
    let callers = 0;
    for (const waiting of this.#waiting) {
      if (callers > 0 && items + waiting.items.length > this.#mostAtOnce) break;
      items += waiting.items.length;
      callers += 1;
    }
    return this.#waiting.splice(0, callers);
  }
}
