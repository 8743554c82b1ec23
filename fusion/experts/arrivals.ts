import { ContentLikeness } from '../content/index.ts';
import type { Item } from '../data/item.ts';
import {
  besideEachOther,
  keepGreatest,
  oneAboveTheOther,
  SparseMatrix,
  sparseProduct,
} from '../linear/index.ts';
import { Catalog } from './catalog.ts';

/** Made once for each catalogue: items arrive one after another. */
const likenesses = new WeakMap<Catalog, ContentLikeness>();

function likenessTo(fitted: Catalog): ContentLikeness {
  const likeness = likenesses.get(fitted) ?? new ContentLikeness(fitted.items);
  likenesses.set(fitted, likeness);
  return likeness;
}

/**
 * Items that arrived after the experts were fitted, each made up of known items that its content is like:
 * whatever is linear in items holds for it as the mean of theirs. So an expert has an opinion on an item
 * that nobody has turned to yet, by the columns whose weight the network has learned.
 */
export class Arrivals {
  /** [fitted items, arrivals] */
  readonly #standingFor: SparseMatrix;

  private constructor(
    /** With the arrivals behind the items that were fitted. */
    readonly catalog: Catalog,
    /** [arrivals, fitted items], rows sum to 1. */
    readonly shares: SparseMatrix,
  ) {
    this.#standingFor = shares.transpose();
  }

  /** Items that nothing known is like stay unknown; null where none is left. */
  static of(fitted: Catalog, items: readonly Item[]): Arrivals | null {
    const unknown = items.filter(({ id }) => fitted.indexOf(id) < 0);
    if (unknown.length === 0) return null;
    const likeness = likenessTo(fitted);
    const alike = new Map(unknown.map((item) => [item.id, likeness.alike(item)]));
    const placed = unknown.filter(({ id }) => (alike.get(id)?.indices.length ?? 0) > 0);
    if (placed.length === 0) return null;
    const catalog = new Catalog(fitted.items, placed);
    const rows = catalog.ids.slice(fitted.size).map((id) => alike.get(id)!);
    return new Arrivals(catalog, SparseMatrix.fromRows(fitted.size, rows));
  }

  /** The known item that speaks loudest for an arrival. @param item index of the grown catalogue */
  nearestTo(item: number): number {
    if (item < this.catalog.fitted) return item;
    const { pointers, indices, values } = this.shares;
    const row = item - this.catalog.fitted;
    let nearest = pointers[row];
    for (let entry = nearest; entry < pointers[row + 1]; entry += 1) {
      if (values[entry] > values[nearest]) nearest = entry;
    }
    return indices[nearest];
  }

  /** Anything of width `width` an item, [fitted, width], with the arrivals' behind it. */
  append<Values extends Float32Array | Float64Array>(values: Values, width: number): Values {
    const { fitted, size } = this.catalog;
    const Kind = values.constructor as new (length: number) => Values;
    const grown = new Kind(size * width);
    grown.set(values);
    grown.set(this.shares.multiply(values, width), fitted * width);
    return grown;
  }

  /** Rows by items: of every row the arrivals have the part that their stand-ins have. */
  appendColumns(matrix: SparseMatrix): SparseMatrix {
    return besideEachOther(matrix, sparseProduct(matrix, this.#standingFor));
  }

  /** Items by items, of which each row keeps `count` at most: rows and columns of the arrivals are means. */
  appendBoth(matrix: SparseMatrix, count: number): SparseMatrix {
    const wide = this.appendColumns(matrix);
    return oneAboveTheOther(wide, keepGreatest(sparseProduct(this.shares, wide), count));
  }
}
