import type { Catalog } from '../catalog.ts';

/** Items as tf-idf vectors over their categories, of length 1. */
export class CategoryModel {
  readonly #weights: readonly Float64Array[];

  constructor(private readonly catalog: Catalog) {
    const frequency = new Float64Array(catalog.categories.length);
    for (const own of catalog.categoriesOf) for (const category of own) frequency[category] += 1;
    this.#weights = catalog.categoriesOf.map((own) => {
      const weights = Float64Array.from(own, (category) =>
        Math.log(catalog.size / frequency[category]),
      );
      const length = Math.hypot(...weights) || 1;
      return weights.map((weight) => weight / length);
    });
  }

  /** Mean of the items' vectors, weighted, at length 1: a user's taste, [categories]. */
  taste(items: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
    const sums = new Float64Array(this.catalog.categories.length);
    for (let entry = 0; entry < items.length; entry += 1) {
      const own = this.catalog.categoriesOf[items[entry]];
      const values = this.#weights[items[entry]];
      for (let k = 0; k < own.length; k += 1) sums[own[k]] += weights[entry] * values[k];
    }
    const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0)) || 1;
    return sums.map((value) => value / length);
  }

  /** Cosine of an item with a taste. */
  score(taste: Float64Array, item: number): number {
    const own = this.catalog.categoriesOf[item];
    const values = this.#weights[item];
    let sum = 0;
    for (let k = 0; k < own.length; k += 1) sum += taste[own[k]] * values[k];
    return sum;
  }

  /** Cosine of two items. */
  likeness(left: number, right: number): number {
    const a = this.catalog.categoriesOf[left];
    const b = this.catalog.categoriesOf[right];
    let sum = 0;
    for (let i = 0; i < a.length; i += 1) {
      for (let j = 0; j < b.length; j += 1) {
        if (a[i] === b[j]) sum += this.#weights[left][i] * this.#weights[right][j];
      }
    }
    return sum;
  }
}
