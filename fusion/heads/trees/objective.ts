import { HeadError } from '../feature-table.ts';

/** What boosting minimises: a loss of a raw score, by its first two derivatives. */
export interface Objective {
  /** The constant score that fits all labels best. */
  initial(labels: Float32Array): number;
  gradient(score: number, label: number): number;
  curvature(score: number, label: number): number;
  /** From a raw score to the label's unit. */
  answer(score: number): number;
}

const mean = (labels: Float32Array): number =>
  labels.reduce((sum, label) => sum + label, 0) / labels.length;

export function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

const objectives = {
  /** Cross entropy of a label of 0 or 1; scores are log-odds. */
  logistic: {
    initial(labels) {
      const share = Math.min(Math.max(mean(labels), 1e-6), 1 - 1e-6);
      return Math.log(share / (1 - share));
    },
    gradient: (score, label) => logistic(score) - label,
    curvature(score) {
      const probability = logistic(score);
      return Math.max(probability * (1 - probability), 1e-12);
    },
    answer: logistic,
  },
  /** Half the squared difference. */
  squared: {
    initial: mean,
    gradient: (score, label) => score - label,
    curvature: () => 1,
    answer: (score) => score,
  },
  /** Poisson deviance of a count; scores are logarithms. */
  poisson: {
    initial: (labels) => Math.log(Math.max(mean(labels), 1e-6)),
    gradient: (score, label) => Math.exp(score) - label,
    curvature: (score) => Math.max(Math.exp(score), 1e-12),
    answer: Math.exp,
  },
} satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;

export function objectiveOf(name: ObjectiveName): Objective {
  const objective = objectives[name];
  if (objective === undefined) throw new HeadError(`There is no objective "${name}".`);
  return objective;
}
