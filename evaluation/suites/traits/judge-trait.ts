import { foldsOf } from '../../../fusion/heads/index.ts';
import { type KernelCandidate, kernelVote } from '../../../fusion/heads/linear/index.ts';
import { auroc } from '../../metrics/index.ts';

const FOLDS = 5;
/** How many views are averaged; which ones, each fold's own training part decides. */
const VOTERS = 3;

/** Scores of every class for users that the model has not seen. */
export type ScoreFold = (
  train: Int32Array,
  labels: readonly Float64Array[],
  asked: Int32Array,
) => readonly Float64Array[];

export function voteOf(candidates: readonly KernelCandidate[]): ScoreFold {
  return (train, labels, asked) => kernelVote(candidates, train, labels, asked, VOTERS).scores;
}

/**
 * Stratified five-fold: in each fold the mean over classes of the area under the ROC curve of one
 * against the rest, then the mean over folds. A trait of two classes has one area.
 * @param classes [users], from 0
 */
export function judgeTrait(classes: readonly number[], score: ScoreFold, seed: number): number {
  const count = Math.max(...classes) + 1;
  const asked = count === 2 ? [1] : Array.from({ length: count }, (_, own) => own);
  const folds = foldsOf([...classes.keys()], FOLDS, seed, classes);
  const areas = folds.map(({ train, validation }) => {
    const labelsOf = (rows: Int32Array) =>
      asked.map((own) => Float64Array.from(rows, (row) => (classes[row] === own ? 1 : 0)));
    const scores = score(train, labelsOf(train), validation);
    const outcomes = labelsOf(validation);
    return scores.reduce((sum, own, at) => sum + auroc(own, outcomes[at]), 0) / asked.length;
  });
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}
