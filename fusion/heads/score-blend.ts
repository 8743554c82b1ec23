import { type FeatureTable, select, selectRows } from './feature-table.ts';
import {
  fitScorer,
  type Recipe,
  type Scorer,
  type ScoreShares,
  scoreRow,
  scoreTable,
  shareScore,
} from './scorer.ts';
import type { Split } from './splits.ts';
import type { ObjectiveName } from './trees/index.ts';

/** A recipe with its weight in a blend; the weights of a blend sum to 1. */
export interface Ingredient {
  readonly recipe: Recipe;
  readonly weight: number;
}

/** A weighted sum of scores: log-odds add, so their shares do too. Plain data. */
export type ScoreBlend = readonly { readonly scorer: Scorer; readonly weight: number }[];

/** What the choice between recipes came to. */
export interface BlendChoice {
  readonly ingredients: readonly Ingredient[];
  /** The blend's score of each row of the validation parts by models that have not seen it; NaN elsewhere. */
  readonly heldOut: Float32Array;
  /** Each recipe's loss on the validation parts, and the blend's. */
  readonly losses: readonly number[];
  readonly loss: number;
}

export type Loss = (score: number, label: number) => number;

/** The weights of the second best family that are tried beside the best. */
const SHARES = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

/**
 * Chooses among recipes by their loss on validation parts: the best of each kind, blended with the
 * weight that does best there.
 */
export function chooseBlend(
  recipes: readonly Recipe[],
  table: FeatureTable,
  labels: Float32Array,
  objective: ObjectiveName,
  options: { readonly splits: readonly Split[]; readonly seed: number; readonly loss: Loss },
): BlendChoice {
  const { splits, seed, loss } = options;
  const heldOut = recipes.map((recipe) => {
    const scores = new Float32Array(table.rows).fill(Number.NaN);
    for (const { train, validation } of splits) {
      const scorer = fitScorer(
        recipe,
        selectRows(table, train),
        select(labels, train),
        objective,
        seed,
      );
      const own = scoreTable(scorer, selectRows(table, validation));
      validation.forEach((row, at) => {
        scores[row] = own[at];
      });
    }
    return scores;
  });
  const lossOf = (scores: Float32Array): number => {
    let [sum, rows] = [0, 0];
    scores.forEach((score, row) => {
      if (Number.isNaN(score)) return;
      sum += loss(score, labels[row]);
      rows += 1;
    });
    return sum / rows;
  };
  const losses = heldOut.map(lossOf);
  const order = [...recipes.keys()].sort((left, right) => losses[left] - losses[right]);
  const [best] = order;
  const other = order.find((at) => recipes[at].kind !== recipes[best].kind) ?? best;
  const blends = SHARES.map((share) => {
    const scores = heldOut[best].map(
      (score, row) => (1 - share) * score + share * heldOut[other][row],
    );
    return { share, scores, loss: lossOf(scores) };
  });
  const chosen = blends.reduce((least, blend) => (blend.loss < least.loss ? blend : least));
  const ingredients = [
    { recipe: recipes[best], weight: 1 - chosen.share },
    ...(chosen.share > 0 ? [{ recipe: recipes[other], weight: chosen.share }] : []),
  ];
  return { ingredients, heldOut: chosen.scores, losses, loss: chosen.loss };
}

/** The same blend with each forest averaged over so many, which steadies what will serve. */
export function withBags(ingredients: readonly Ingredient[], bags: number): Ingredient[] {
  return ingredients.map(({ recipe, weight }) => ({
    recipe: recipe.kind === 'trees' ? { ...recipe, bags } : recipe,
    weight,
  }));
}

/** Learns a blend's scores on all rows. */
export function fitBlend(
  ingredients: readonly Ingredient[],
  table: FeatureTable,
  labels: Float32Array,
  objective: ObjectiveName,
  seed: number,
): ScoreBlend {
  return ingredients.map(({ recipe, weight }) => ({
    scorer: fitScorer(recipe, table, labels, objective, seed),
    weight,
  }));
}

/** Raw scores, [rows]. */
export function blendTable(blend: ScoreBlend, table: FeatureTable): Float64Array {
  const sum = new Float64Array(table.rows);
  for (const { scorer, weight } of blend) {
    scoreTable(scorer, table).forEach((score, row) => {
      sum[row] += weight * score;
    });
  }
  return sum;
}

/** The raw score of one row, [features]. */
export function blendRow(blend: ScoreBlend, row: Float32Array): number {
  return blend.reduce((sum, { scorer, weight }) => sum + weight * scoreRow(scorer, row), 0);
}

/** What each feature adds to one row's score; baseline and shares sum to it. */
export function shareBlend(blend: ScoreBlend, row: Float32Array): ScoreShares {
  const shares = new Float64Array(row.length);
  let baseline = 0;
  for (const { scorer, weight } of blend) {
    const own = shareScore(scorer, row);
    baseline += weight * own.baseline;
    own.shares.forEach((share, feature) => {
      shares[feature] += weight * share;
    });
  }
  return { baseline, shares };
}

/** Cross entropy of a label of 0 or 1, given its log-odds. */
export const logLoss: Loss = (score, label) =>
  Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - label * score;

export const squaredLoss: Loss = (score, label) => (score - label) ** 2;
