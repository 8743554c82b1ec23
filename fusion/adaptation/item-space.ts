import { dot, factorSide, invertPositiveDefinite, product } from '../linear/index.ts';
import { RandomSource } from '../tensor/index.ts';

/** How strongly the unobserved pulls towards zero, as in the fit of the factors. */
export const ITEM_REGULARISATION = 10;
/** Rows of products with the panel that are remembered, 2 kB each. */
const ROWS_KEPT = 8192;
/** Items that stand for the whole catalogue where only a likelihood is wanted. */
const PANEL = 256;
const PANEL_SEED = 1;

/**
 * The items as adaptation sees them. A user's vector by weighted least squares on implicit feedback is
 * (G + VᵀDV)⁻¹ VᵀC1; where one user's events are few beside the catalogue, VᵀDV is small beside G, and
 * the vector is a sum over events of G⁻¹v: the item's *imprint*. A sum can be kept event by event,
 * which solving anew cannot.
 */
export class ItemSpace {
  /** [count, dimension], V G⁻¹ */
  readonly imprints: Float64Array;
  /** Lengths of the vectors, [count]. */
  readonly lengths: Float64Array;
  /** A sample of the items, the same for everybody, with their vectors in one piece. */
  readonly panel: Int32Array;
  /** [panel, dimension] */
  readonly panelVectors: Float64Array;
  readonly #panelProducts = new Map<number, Float64Array>();

  /** @param vectors item factors of implicit feedback, [count, dimension] */
  constructor(
    readonly vectors: Float64Array,
    readonly dimension: number,
    panel = PANEL,
  ) {
    const count = vectors.length / dimension;
    if (!Number.isInteger(count) || count === 0) {
      throw new RangeError(`${vectors.length} numbers are no vectors of ${dimension}.`);
    }
    const { gram } = factorSide(vectors, count, dimension, ITEM_REGULARISATION);
    const inverse = invertPositiveDefinite(gram, dimension);
    this.imprints = product(vectors, inverse, count, dimension, dimension);
    this.lengths = Float64Array.from({ length: count }, (_, item) =>
      Math.hypot(...vectors.subarray(item * dimension, (item + 1) * dimension)),
    );
    const items = Int32Array.from({ length: count }, (_, item) => item);
    this.panel = RandomSource.fromSeed(PANEL_SEED).shuffle(items).slice(0, panel).sort();
    this.panelVectors = new Float64Array(this.panel.length * dimension);
    this.panel.forEach((item, place) => {
      const vector = vectors.subarray(item * dimension, (item + 1) * dimension);
      this.panelVectors.set(vector, place * dimension);
    });
  }

  get count(): number {
    return this.lengths.length;
  }

  /** An item's imprint times each vector of the panel, [panel]. */
  panelProducts(item: number): Float64Array {
    const known = this.#panelProducts.get(item);
    if (known !== undefined) return known;
    const { dimension, imprints, panelVectors } = this;
    const row = Float64Array.from(this.panel, (_, place) =>
      dot(panelVectors, place * dimension, imprints, item * dimension, dimension),
    );
    if (this.#panelProducts.size >= ROWS_KEPT) this.#panelProducts.clear();
    this.#panelProducts.set(item, row);
    return row;
  }
}
