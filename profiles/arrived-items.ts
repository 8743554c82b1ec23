import type { Item } from '../fusion/index.ts';
import type { Store } from '../store/index.ts';
import type { ServingModel } from './model-registry.ts';

/** Beyond so many those that were read first are forgotten again; a shop with more new items is due for a training. */
const MOST_ARRIVALS = 5_000;

/** Makes one model acquainted with the items that arrived after it was trained, by their content. */
export class ArrivedItems {
  readonly #arrived = new Map<string, Item>();
  /** Where the next reading goes on; null before the first. */
  #place: string | null = null;
  #served: ServingModel;
  #reading: Promise<unknown> = Promise.resolve();
  /** Begins when the reading that is under way is over; null where nobody waits for one. */
  #next: Promise<ServingModel> | null = null;

  constructor(
    private readonly store: Store,
    readonly trained: ServingModel,
  ) {
    this.#served = trained;
  }

  /** The model with all items that are stored now: the same object as long as none is new. */
  served(): Promise<ServingModel> {
    // What was stored just now may have escaped a reading that is under way; the next one is shared, so that a
    // page of users costs two at most.
    this.#next ??= this.#readAfter(this.#reading);
    return this.#next;
  }

  async #readAfter(before: Promise<unknown>): Promise<ServingModel> {
    await before.catch(() => undefined);
    this.#next = null;
    const reading = this.#read();
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<ServingModel> {
    let changed = 0;
    if (this.#place === null) {
      const place = await this.store.items.changesFrom();
      for await (const items of this.store.items.all()) changed += this.#take(items);
      this.#place = place;
    } else {
      const { items, next } = await this.store.items.changedSince(this.#place);
      changed = this.#take(items);
      // Without any the place stays, and the store may remember the answer.
      if (items.length > 0) this.#place = next;
    }
    if (changed === 0) return this.#served;
    const fusion = this.trained.fusion.knowing([...this.#arrived.values()]);
    this.#served = { ...this.trained, fusion, arrivals: (this.#served.arrivals ?? 0) + 1 };
    return this.#served;
  }

  /** @returns how many of them are new, or other than before */
  #take(items: readonly Item[]): number {
    let changed = 0;
    for (const item of items) {
      if (this.trained.fusion.knows(item.id)) continue;
      const known = this.#arrived.get(item.id);
      if (known !== undefined && contentOf(known) === contentOf(item)) continue;
      this.#arrived.delete(item.id);
      this.#arrived.set(item.id, item);
      changed += 1;
    }
    for (const [id] of this.#arrived) {
      if (this.#arrived.size <= MOST_ARRIVALS) break;
      this.#arrived.delete(id);
    }
    return changed;
  }
}

/** What a model reads of an item: sources tell of many anew, in a later version, that are as they were. */
function contentOf({ title, categories, price, latitude, longitude, attributes }: Item): string {
  return JSON.stringify([title, categories, price, latitude, longitude, attributes]);
}
