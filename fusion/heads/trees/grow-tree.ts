import { bestSplit, FIELDS, type Histogram, type LeafSums, type Split } from './best-split.ts';
import { type BinnedTable, MISSING } from './binned-table.ts';
import type { DecisionTree } from './decision-tree.ts';

export interface GrowSettings {
  /** How many leaves at most; the leaf whose split helps most is split first. */
  readonly leaves: number;
  readonly leastRows: number;
  readonly l2: number;
}

/** A leaf that may still be split. */
interface OpenLeaf {
  readonly node: number;
  readonly rows: Int32Array;
  readonly sums: LeafSums;
  /** Null where the leaf will not be split. */
  readonly histogram: Histogram | null;
  readonly split: Split | null;
}

/** A tree over binned values. */
export interface GrownTree {
  readonly tree: DecisionTree;
  /** The greatest bin that goes left at each node. */
  readonly bin: readonly number[];
}

/** Where the bins of each of `features` begin in a histogram, [features + 1]. */
function histogramOffsets({ edges }: BinnedTable, features: ArrayLike<number>): Int32Array {
  const offsets = new Int32Array(features.length + 1);
  for (let at = 0; at < features.length; at += 1) {
    // One bin for the unknown, and one more than there are edges between.
    offsets[at + 1] = offsets[at] + edges[features[at]].length + 2;
  }
  return offsets;
}

/**
 * Grows one tree leaf by leaf on gradients, by histograms (Ke et al. 2017): the smaller child is
 * counted, the larger is what remains of its parent.
 * @param rows the rows to learn from
 * @param features the features that may be asked for
 */
export function growTree(
  table: BinnedTable,
  rows: Int32Array,
  features: ArrayLike<number>,
  { gradients, curvatures }: { gradients: Float64Array; curvatures: Float64Array },
  settings: GrowSettings,
): GrownTree {
  const nodes = newNodes();
  const offsets = histogramOffsets(table, features);
  const count = (own: Int32Array): Histogram => {
    const histogram = new Float64Array(offsets[offsets.length - 1] * FIELDS);
    for (let at = 0; at < features.length; at += 1) {
      const bins = table.bins[features[at]];
      const start = offsets[at];
      for (let place = 0; place < own.length; place += 1) {
        const row = own[place];
        const to = (start + bins[row]) * FIELDS;
        histogram[to] += gradients[row];
        histogram[to + 1] += curvatures[row];
        histogram[to + 2] += 1;
      }
    }
    return histogram;
  };
  const childCounts = (parent: Histogram | null, left: Int32Array, right: Int32Array) => {
    const small = count(left.length <= right.length ? left : right);
    const large = parent as Histogram;
    for (let at = 0; at < large.length; at += 1) large[at] -= small[at];
    return left.length <= right.length ? [small, large] : [large, small];
  };
  const open = (own: Int32Array, sums: LeafSums, histogram: Histogram | null): OpenLeaf => {
    const node = nodes.add(sums, settings.l2);
    const split =
      histogram === null || own.length < 2 * settings.leastRows
        ? null
        : bestSplit(histogram, offsets, features, sums, settings);
    return { node, rows: own, sums, histogram, split };
  };
  const total = { gradient: 0, curvature: 0, rows: rows.length };
  for (const row of rows) {
    total.gradient += gradients[row];
    total.curvature += curvatures[row];
  }
  const leaves = [open(rows, total, count(rows))];
  while (leaves.length < settings.leaves) {
    const place = mostHelpful(leaves);
    if (place < 0) break;
    const [leaf] = leaves.splice(place, 1);
    const split = leaf.split as Split;
    const [left, right] = divide(leaf.rows, table.bins[split.feature], split);
    const isLast = leaves.length + 2 === settings.leaves;
    const counts = isLast ? [null, null] : childCounts(leaf.histogram, left, right);
    const rest = {
      gradient: leaf.sums.gradient - split.left.gradient,
      curvature: leaf.sums.curvature - split.left.curvature,
      rows: right.length,
    };
    const children = [open(left, split.left, counts[0]), open(right, rest, counts[1])];
    const edge = table.edges[split.feature][split.bin - 1] ?? Number.MAX_VALUE;
    nodes.ask(leaf.node, split, edge, children[0].node, children[1].node);
    leaves.push(...children);
  }
  return nodes.grown;
}

function mostHelpful(leaves: readonly OpenLeaf[]): number {
  let best = -1;
  leaves.forEach(({ split }, place) => {
    if (split !== null && split.gain > (leaves[best]?.split?.gain ?? 0)) best = place;
  });
  return best;
}

function divide(rows: Int32Array, bins: Uint8Array, split: Split): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length);
  const right = new Int32Array(rows.length);
  let [lefts, rights] = [0, 0];
  for (const row of rows) {
    const bin = bins[row];
    if (bin === MISSING ? split.missingLeft : bin <= split.bin) left[lefts++] = row;
    else right[rights++] = row;
  }
  return [left.slice(0, lefts), right.slice(0, rights)];
}

/** The nodes of a tree while it grows. */
function newNodes() {
  const tree = {
    feature: [] as number[],
    threshold: [] as number[],
    missingLeft: [] as boolean[],
    left: [] as number[],
    right: [] as number[],
    value: [] as number[],
    cover: [] as number[],
    gain: [] as number[],
  };
  const bins: number[] = [];
  return {
    grown: { tree, bin: bins },
    /** A new leaf with the value that lowers the loss most (Chen and Guestrin 2016, equation 5). */
    add({ gradient, curvature, rows }: LeafSums, l2: number): number {
      tree.feature.push(-1);
      tree.threshold.push(0);
      tree.missingLeft.push(false);
      tree.left.push(-1);
      tree.right.push(-1);
      tree.value.push(-gradient / (curvature + l2));
      tree.cover.push(rows);
      tree.gain.push(0);
      bins.push(0);
      return tree.feature.length - 1;
    },
    ask(node: number, split: Split, edge: number, left: number, right: number): void {
      tree.feature[node] = split.feature;
      tree.threshold[node] = edge;
      tree.missingLeft[node] = split.missingLeft;
      tree.left[node] = left;
      tree.right[node] = right;
      tree.value[node] = 0;
      tree.gain[node] = split.gain;
      bins[node] = split.bin;
    },
  };
}
