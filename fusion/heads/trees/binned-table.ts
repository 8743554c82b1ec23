import type { FeatureTable } from '../feature-table.ts';

/** The bin of an unknown value. */
export const MISSING = 0;
const MOST_BINS = 255;
/** Edges are read off so many values at most; more would only make them slower to find. */
const SAMPLE = 100_000;

/** A table as histograms see it: every value is the number of its bin. */
export interface BinnedTable {
  readonly rows: number;
  /** One array a feature, each [rows]; bin `MISSING` holds the unknown. */
  readonly bins: readonly Uint8Array[];
  /** The greatest value of bin b + 1 is `edges[feature][b]`; the last bin has none. */
  readonly edges: readonly Float64Array[];
}

/** Cuts every feature into at most 254 bins of about equal size. */
export function binTable(table: FeatureTable): BinnedTable {
  const edges = table.columns.map(edgesOf);
  return {
    rows: table.rows,
    edges,
    bins: table.columns.map((column, feature) =>
      Uint8Array.from(column, (value) => binOf(value, edges[feature])),
    ),
  };
}

function edgesOf(column: Float32Array): Float64Array {
  const step = Math.max(1, Math.floor(column.length / SAMPLE));
  const sample = column.filter((value, at) => at % step === 0 && !Number.isNaN(value)).sort();
  const distinct = sample.filter((value, at) => at === 0 || value !== sample[at - 1]);
  const between = (left: number, right: number): number => left + (right - left) / 2;
  if (distinct.length < MOST_BINS) {
    return Float64Array.from(distinct.slice(1), (value, at) => between(distinct[at], value));
  }
  const edges: number[] = [];
  for (let bin = 1; bin < MOST_BINS - 1; bin += 1) {
    const at = Math.floor((bin * sample.length) / (MOST_BINS - 1));
    const edge = between(sample[at - 1], sample[at]);
    // Equal neighbours have no edge between them; the next quantile will find one.
    if (sample[at - 1] < sample[at] && edge !== edges.at(-1)) edges.push(edge);
  }
  return Float64Array.from(edges);
}

function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return MISSING;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= edges[middle]) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
