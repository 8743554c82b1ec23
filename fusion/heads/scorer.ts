import type { FeatureTable } from './feature-table.ts';
import {
  fitLogistic,
  fitRidge,
  fitScaling,
  linearScores,
  type Scaling,
  scaled,
  scaledDesign,
} from './linear/index.ts';
import {
  type BoostedTrees,
  type BoostingSettings,
  expectedScore,
  fitBoostedTrees,
  type ObjectiveName,
  treeScore,
  treeScores,
  treeShap,
} from './trees/index.ts';

/** A way to learn a score, before it has learned anything. */
export type Recipe =
  | { readonly kind: 'linear'; readonly l2: number }
  | {
      readonly kind: 'trees';
      readonly boosting: Partial<Omit<BoostingSettings, 'seed'>>;
      /** How many forests, each with its own seed, are averaged; 1 by default. */
      readonly bags?: number;
    };

/** A learned score; plain data. */
export type Scorer =
  | {
      readonly kind: 'linear';
      readonly scaling: Scaling;
      readonly coefficients: readonly number[];
      readonly intercept: number;
    }
  | { readonly kind: 'trees'; readonly bags: readonly BoostedTrees[] };

/** A score taken apart: the baseline and the features' shares sum to it. */
export interface ScoreShares {
  readonly baseline: number;
  /** [features] */
  readonly shares: Float64Array;
}

/**
 * Learns a score by a recipe.
 * @param labels [rows]: 0 or 1 for `logistic`, a number for `squared`, a count for `poisson`
 */
export function fitScorer(
  recipe: Recipe,
  table: FeatureTable,
  labels: Float32Array,
  objective: ObjectiveName,
  seed: number,
): Scorer {
  if (recipe.kind === 'trees') {
    const bags = Array.from({ length: recipe.bags ?? 1 }, (_, bag) =>
      fitBoostedTrees(table, labels, objective, { ...recipe.boosting, seed: seed * 1009 + bag }),
    );
    return { kind: 'trees', bags };
  }
  const scaling = fitScaling(table);
  const design = scaledDesign(scaling, table);
  // A count's score is its logarithm; a ridge on logarithms is close enough to be blended.
  const model =
    objective === 'logistic'
      ? fitLogistic(design, labels, recipe.l2)
      : fitRidge(
          design,
          objective === 'poisson' ? labels.map((count) => Math.log(count + 0.5)) : labels,
          recipe.l2,
        );
  const { coefficients, intercept } = model;
  return { kind: 'linear', scaling, coefficients: Array.from(coefficients), intercept };
}

/** Raw scores, [rows]. */
export function scoreTable(scorer: Scorer, table: FeatureTable): Float64Array {
  if (scorer.kind === 'trees') {
    return mean(scorer.bags.map((bag) => treeScores(bag, table)));
  }
  const { scaling, intercept } = scorer;
  const coefficients = Float64Array.from(scorer.coefficients);
  return linearScores({ coefficients, intercept }, scaledDesign(scaling, table));
}

/** The raw score of one row, [features]. */
export function scoreRow(scorer: Scorer, row: Float32Array): number {
  if (scorer.kind === 'trees') {
    return scorer.bags.reduce((sum, bag) => sum + treeScore(bag, row), 0) / scorer.bags.length;
  }
  const { scaling, coefficients, intercept } = scorer;
  return coefficients.reduce(
    (sum, coefficient, at) => sum + coefficient * scaled(scaling, at, row[at]),
    intercept,
  );
}

/** What each feature adds to one row's score: exact Shapley values, for trees and lines alike. */
export function shareScore(scorer: Scorer, row: Float32Array): ScoreShares {
  if (scorer.kind === 'trees') {
    const { bags } = scorer;
    return {
      baseline: bags.reduce((sum, bag) => sum + expectedScore(bag), 0) / bags.length,
      shares: mean(bags.map((bag) => treeShap(bag, row))),
    };
  }
  const { scaling, coefficients, intercept } = scorer;
  // Standardised features have mean 0, so the intercept is the score of the average row.
  return {
    baseline: intercept,
    shares: Float64Array.from(
      coefficients,
      (coefficient, at) => coefficient * scaled(scaling, at, row[at]),
    ),
  };
}

function mean(lists: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(lists[0].length);
  for (const list of lists)
    list.forEach((value, at) => {
      sum[at] += value;
    });
  return sum.map((value) => value / lists.length);
}
