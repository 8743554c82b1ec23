/**
 * One tree, node by node; node 0 is the root. A value up to the threshold goes left, an unknown one
 * where most of its like went in training.
 */
export interface DecisionTree {
  /** The feature that the node asks for; -1 in a leaf. */
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly missingLeft: readonly boolean[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** What a leaf adds to the score; 0 elsewhere. */
  readonly value: readonly number[];
  /** Training rows that came by. */
  readonly cover: readonly number[];
  /** How much the node's question lowered the loss; 0 in a leaf. */
  readonly gain: readonly number[];
}

/** Which way a value goes at a node that asks. */
export function goesLeft(tree: DecisionTree, node: number, value: number): boolean {
  return Number.isNaN(value) ? tree.missingLeft[node] : value <= tree.threshold[node];
}

/** The leaf's value for one row. @param value the row's value of a feature */
export function leafValue(tree: DecisionTree, value: (feature: number) => number): number {
  let node = 0;
  while (tree.feature[node] >= 0) {
    node = goesLeft(tree, node, value(tree.feature[node])) ? tree.left[node] : tree.right[node];
  }
  return tree.value[node];
}

/** The mean value over the training rows: what the tree says of a row of which nothing is known. */
export function expectedValue(tree: DecisionTree): number {
  let sum = 0;
  tree.feature.forEach((feature, node) => {
    if (feature < 0) sum += tree.value[node] * tree.cover[node];
  });
  return sum / tree.cover[0];
}
