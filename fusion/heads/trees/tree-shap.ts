import type { BoostedTrees } from './boosted-trees.ts';
import { type DecisionTree, goesLeft } from './decision-tree.ts';

/** The features asked for on the way down, with the share of rows that follow each way. */
interface Path {
  readonly feature: number[];
  /** Share of training rows that go this way where the feature is unknown. */
  readonly zero: number[];
  /** 1 where the row itself goes this way, 0 where not. */
  readonly one: number[];
  /** Weight of the coalitions of each size. */
  readonly weight: number[];
}

/**
 * Exact Shapley values of every feature for one row (Lundberg, Erion and Lee 2018, algorithm 2): a
 * feature outside a coalition is averaged over the training rows that came by.
 * @param row [features]
 * @returns [features]; with the expected score they sum to the row's score
 */
export function treeShap(model: BoostedTrees, row: Float32Array): Float64Array {
  const shares = new Float64Array(model.featureNames.length);
  for (const tree of model.trees) addShares(tree, row, shares);
  return shares;
}

function addShares(tree: DecisionTree, row: Float32Array, shares: Float64Array): void {
  const descend = (node: number, above: Path, zero: number, one: number, feature: number): void => {
    const path = extend(above, zero, one, feature);
    const asked = tree.feature[node];
    if (asked < 0) {
      for (let at = 1; at < path.feature.length; at += 1) {
        const weight = unwoundSum(path, at);
        shares[path.feature[at]] += weight * (path.one[at] - path.zero[at]) * tree.value[node];
      }
      return;
    }
    const left = goesLeft(tree, node, row[asked]);
    const [hot, cold] = left
      ? [tree.left[node], tree.right[node]]
      : [tree.right[node], tree.left[node]];
    const known = path.feature.indexOf(asked);
    const rest = known < 0 ? path : unwind(path, known);
    const ownZero = known < 0 ? 1 : path.zero[known];
    const ownOne = known < 0 ? 1 : path.one[known];
    const cover = tree.cover[node];
    descend(hot, rest, (ownZero * tree.cover[hot]) / cover, ownOne, asked);
    descend(cold, rest, (ownZero * tree.cover[cold]) / cover, 0, asked);
  };
  // The first entry stands for no feature at all.
  descend(0, { feature: [], zero: [], one: [], weight: [] }, 1, 1, -1);
}

function extend(path: Path, zero: number, one: number, feature: number): Path {
  const depth = path.feature.length;
  const weight = [...path.weight, depth === 0 ? 1 : 0];
  for (let at = depth - 1; at >= 0; at -= 1) {
    weight[at + 1] += (one * weight[at] * (at + 1)) / (depth + 1);
    weight[at] = (zero * weight[at] * (depth - at)) / (depth + 1);
  }
  return {
    feature: [...path.feature, feature],
    zero: [...path.zero, zero],
    one: [...path.one, one],
    weight,
  };
}

/** The path as if it had never asked for the feature at `place`. */
function unwind(path: Path, place: number): Path {
  const without = (values: readonly number[]): number[] => values.filter((_, at) => at !== place);
  return {
    feature: without(path.feature),
    zero: without(path.zero),
    one: without(path.one),
    weight: unwoundWeights(path, place),
  };
}

function unwoundWeights({ zero, one, weight }: Path, place: number): number[] {
  const last = weight.length - 1;
  const result = weight.slice(0, last);
  let next = weight[last];
  for (let at = last - 1; at >= 0; at -= 1) {
    if (one[place] !== 0) {
      const kept = weight[at];
      result[at] = (next * (last + 1)) / ((at + 1) * one[place]);
      next = kept - (result[at] * zero[place] * (last - at)) / (last + 1);
    } else {
      result[at] = (weight[at] * (last + 1)) / (zero[place] * (last - at));
    }
  }
  return result;
}

function unwoundSum(path: Path, place: number): number {
  return unwoundWeights(path, place).reduce((sum, weight) => sum + weight, 0);
}
