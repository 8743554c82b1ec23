import { readAheadSparse } from '../../linear/index.ts';
import type { Catalog } from '../catalog.ts';

const models = new WeakMap<Catalog, CategoryModel>();

/** Items as tf-idf vectors over their categories, of length 1. */
export class CategoryModel {
  /** [items + 1], where each item's entries begin in the two others. */
  readonly #pointers: Int32Array;
  readonly #categories: Int32Array;
  readonly #weights: Float64Array;

  private constructor(private readonly catalog: Catalog) {
    const { categories, categoriesOf, size } = catalog;
    const frequency = new Float64Array(categories.length);
    for (const own of categoriesOf) for (const category of own) frequency[category] += 1;
    this.#pointers = new Int32Array(size + 1);
    categoriesOf.forEach((own, item) => {
      this.#pointers[item + 1] = this.#pointers[item] + own.length;
    });
    this.#categories = new Int32Array(this.#pointers[size]);
    this.#weights = new Float64Array(this.#pointers[size]);
    categoriesOf.forEach((own, item) => {
      const weights = Float64Array.from(own, (category) => Math.log(size / frequency[category]));
      const length = Math.hypot(...weights) || 1;
      this.#categories.set(own, this.#pointers[item]);
      this.#weights.set(
        weights.map((weight) => weight / length),
        this.#pointers[item],
      );
    });
  }

  /** One for all who ask: it is large, and what one of them reads is near for the next. */
  static of(catalog: Catalog): CategoryModel {
    let model = models.get(catalog);
    if (model === undefined) {
      model = new CategoryModel(catalog);
      models.set(catalog, model);
    }
    return model;
  }

  /** Fetches what the scores of some items and likeness to them will need, -1 for none. */
  readAhead(items: ArrayLike<number>): void {
    readAheadSparse(this.#pointers, this.#categories, this.#weights, items);
  }

  /** Mean of the items' vectors, weighted, at length 1: a user's taste, [categories]. */
  taste(items: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
    const sums = new Float64Array(this.catalog.categories.length);
    for (let entry = 0; entry < items.length; entry += 1) {
      const end = this.#pointers[items[entry] + 1];
      for (let k = this.#pointers[items[entry]]; k < end; k += 1) {
        sums[this.#categories[k]] += weights[entry] * this.#weights[k];
      }
    }
    const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0)) || 1;
    return sums.map((value) => value / length);
  }

  /** Cosine of an item with a taste. */
  score(taste: Float64Array, item: number): number {
    const end = this.#pointers[item + 1];
    let sum = 0;
    for (let k = this.#pointers[item]; k < end; k += 1) {
      sum += taste[this.#categories[k]] * this.#weights[k];
    }
    return sum;
  }

  /** Cosine of two items. */
  likeness(left: number, right: number): number {
    const [leftEnd, rightEnd] = [this.#pointers[left + 1], this.#pointers[right + 1]];
    let sum = 0;
    for (let i = this.#pointers[left]; i < leftEnd; i += 1) {
      for (let j = this.#pointers[right]; j < rightEnd; j += 1) {
        if (this.#categories[i] === this.#categories[j]) sum += this.#weights[i] * this.#weights[j];
      }
    }
    return sum;
  }
}
