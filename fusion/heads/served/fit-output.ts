import { calibrateRegression } from '../../training/fit-calibration.ts';
import { calibrateHeldOut } from '../calibration/calibrator.ts';
import type { FeatureTable } from '../feature-table.ts';
import { chooseBlend, fitBlend, logLoss, type ScoreBlend, squaredLoss } from '../score-blend.ts';
import type { Recipe } from '../scorer.ts';
import { foldsOf } from '../splits.ts';
import type { ObjectiveName } from '../trees/index.ts';
import type { HeadDeclaration } from './declaration.ts';
import type { LabelledRow } from './labelled-rows.ts';
import { type Answer, type ServedOutput, unscaled } from './served-head.ts';

const RECIPES: readonly Recipe[] = [
  { kind: 'linear', l2: 10 },
  { kind: 'linear', l2: 100 },
  { kind: 'linear', l2: 1000 },
  { kind: 'trees', boosting: { leaves: 4, trees: 120, rate: 0.05, leastRows: 20, rowShare: 0.5 } },
];
/** How much is tried to find the best score. */
export interface Effort {
  readonly recipes: readonly Recipe[];
  /** How many times some users are left out. */
  readonly folds: number;
}

const THOROUGH: Effort = { recipes: RECIPES, folds: 5 };
/** For scores that somebody waits for: nearly as good in a third of the time. */
export const QUICK: Effort = { recipes: RECIPES.slice(1), folds: 3 };

/** One score to be learned: a label, or one class of it against the rest. */
export interface Output {
  readonly name: string;
  readonly labels: Float32Array;
  readonly scale: 'probability' | Extract<Answer, { kind: 'number' }>['scale'];
}

/** The scores that a head consists of, with their labels. */
export function outputsOf({ name, kind }: HeadDeclaration, rows: readonly LabelledRow[]): Output[] {
  const values = rows.map(({ label }) => label);
  const isClass = (wanted: unknown) => (value: unknown) => (value === wanted ? 1 : 0);
  if (kind === 'multiclass') {
    return [...new Set(values)].sort().map((value) => ({
      name: `${name}:${value}`,
      labels: Float32Array.from(values, isClass(value)),
      scale: 'probability',
    }));
  }
  const labels = Float32Array.from(values, Number);
  if (kind === 'binary') return [{ name, labels, scale: 'probability' }];
  const isNegative = labels.some((label) => label < 0);
  // Money and counts have heavy tails; what can be negative has no logarithm.
  if (isNegative) return [{ name, labels, scale: 'plain' }];
  return [{ name, labels, scale: kind === 'count' ? 'count' : 'log' }];
}

const OBJECTIVES: Readonly<Record<Output['scale'], ObjectiveName>> = {
  probability: 'logistic',
  plain: 'squared',
  log: 'squared',
  count: 'poisson',
};

/** A learned score, and what it would have said of rows that were left out. */
export interface FittedOutput {
  readonly output: ServedOutput;
  /** Mean loss on rows left out. */
  readonly loss: number;
  /** [rows], raw scores by models that have not seen these users. */
  readonly heldOut: Float32Array;
}

/**
 * Chooses among recipes on users left out, learns the best blend on all rows and calibrates it.
 * @param groups [rows], whose row each is
 */
export function fitOutput(
  { name, labels, scale }: Output,
  table: FeatureTable,
  groups: readonly string[],
  seed: number,
  { recipes, folds } = THOROUGH,
): FittedOutput {
  const objective = OBJECTIVES[scale];
  const targets = scale === 'log' ? labels.map(Math.log1p) : labels;
  const splits = foldsOf(groups, folds, seed, scale === 'probability' ? labels : undefined);
  const losses = {
    logistic: logLoss,
    squared: squaredLoss,
    poisson: (score: number, count: number) => Math.exp(score) - count * score,
  };
  const { ingredients, heldOut, loss } = chooseBlend(recipes, table, targets, objective, {
    splits,
    seed,
    loss: losses[objective],
  });
  const blend: ScoreBlend = fitBlend(ingredients, table, targets, objective, seed);
  if (scale === 'probability') {
    const calibrator = calibrateHeldOut(heldOut, labels, groups, seed);
    const answer: Answer = { kind: 'probability', calibrator };
    return { loss, heldOut, output: { name, blend, answer } };
  }
  const { mean, deviation } = momentsOf(labels);
  const guesses = heldOut.map((score) => unscaled(scale, score));
  const answer: Answer = {
    kind: 'number',
    scale,
    line: calibrateRegression(guesses, labels, mean, deviation),
    deviation,
  };
  return { loss, heldOut, output: { name, blend, answer } };
}

function momentsOf(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}
