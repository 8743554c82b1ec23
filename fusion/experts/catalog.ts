import { createHash } from 'node:crypto';
import type { Item } from '../data/item.ts';
import { priceRanks } from './price-ranks.ts';

/**
 * The items that a model knows, by index. The order follows the hash of the id: ids are often given
 * out in order of appearance, and an index that followed them would tell the future to every tie.
 * Items that arrived after training come behind all others, in the same order.
 */
export class Catalog {
  readonly items: readonly Item[];
  readonly ids: readonly string[];
  /** Of how many items the experts were fitted on events: those behind them arrived later. */
  readonly fitted: number;
  /** Degrees, NaN where the item is at no place. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** All categories in byte order, and each item's as indices into it. */
  readonly categories: readonly string[];
  readonly categoriesOf: readonly Int32Array[];
  readonly #indices: ReadonlyMap<string, number>;
  /** Places of items' prices among those of their kinds, 0 to 1, NaN where unknown; made when asked. */
  #priceRanks: Float64Array | null = null;

  constructor(items: Iterable<Item>, arrived: Iterable<Item> = []) {
    const fitted = inOrder(items);
    const known = new Set(fitted.map(({ id }) => id));
    this.fitted = fitted.length;
    this.items = [...fitted, ...inOrder(arrived).filter(({ id }) => !known.has(id))];
    this.ids = this.items.map((item) => item.id);
    this.#indices = new Map(this.ids.map((id, index) => [id, index]));
    this.latitude = Float64Array.from(this.items, (item) => item.latitude ?? Number.NaN);
    this.longitude = Float64Array.from(this.items, (item) => item.longitude ?? Number.NaN);
    const names = new Set(this.items.flatMap((item) => item.categories));
    this.categories = [...names].sort();
    const categoryIndices = new Map(this.categories.map((name, index) => [name, index]));
    this.categoriesOf = this.items.map((item) =>
      Int32Array.from(new Set(item.categories.map((name) => categoryIndices.get(name) ?? -1))),
    );
  }

  get size(): number {
    return this.ids.length;
  }

  /** -1 for an item that the model does not know. */
  indexOf(id: string): number {
    return this.#indices.get(id) ?? -1;
  }

  itemOf(id: string): Item | null {
    const index = this.indexOf(id);
    return index < 0 ? null : (this.items[index] ?? null);
  }

  /** Where the item's price stands among those of its kind, 0 to 1; null where that is not known. */
  priceRankOf(id: string): number | null {
    this.#priceRanks ??= priceRanks(this.items, this.fitted);
    const rank = this.#priceRanks[this.indexOf(id)] ?? Number.NaN;
    return Number.isNaN(rank) ? null : rank;
  }

  /** Whether the item is at a place. */
  hasPlace(index: number): boolean {
    return !Number.isNaN(this.latitude[index]!) && !Number.isNaN(this.longitude[index]!);
  }
}

/** Of each id the last item, by the hash of the id. */
function inOrder(items: Iterable<Item>): Item[] {
  const distinct = new Map<string, Item>();
  for (const item of items) distinct.set(item.id, item);
  const hashed = [...distinct.values()].map((item) => ({
    item,
    hash: createHash('sha256').update(item.id).digest('hex'),
  }));
  hashed.sort((left, right) => (left.hash < right.hash ? -1 : left.hash > right.hash ? 1 : 0));
  return hashed.map(({ item }) => item);
}
