import type { Calibration } from '../../model/calibration.ts';
import type { ReadOut } from '../../model/encoded-user.ts';
import { coalitionShares } from '../../model/shapley.ts';
import { type Calibrator, calibrated } from '../calibration/calibrator.ts';
import { blendRow, type ScoreBlend } from '../score-blend.ts';
import type { HeadKind } from './declaration.ts';

/** How a raw score becomes an answer; `log` scores are of log(1 + x), `count` scores of log(x). */
export type Answer =
  | { readonly kind: 'probability'; readonly calibrator: Calibrator }
  | {
      readonly kind: 'number';
      readonly scale: 'plain' | 'log' | 'count';
      readonly line: Calibration;
      /** Of the label on training rows. */
      readonly deviation: number;
    };

/** A trained head of a shop's own; plain data. */
export interface ServedHead {
  readonly name: string;
  readonly kind: HeadKind;
  /** One, or one a class of a multi-class head. */
  readonly outputs: readonly ServedOutput[];
}

/** One score with how it becomes an answer; plain data. */
export interface ServedOutput {
  /** The read-out's name: the head's, or `head:class`. */
  readonly name: string;
  readonly blend: ScoreBlend;
  readonly answer: Answer;
}

/**
 * A head's answers for one user. Binary: a probability. Multi-class: a probability for each class,
 * one against the rest, made to sum to 1. Amount and count: in the label's unit.
 * @param row of `profileFeatures`
 */
export function headReadOuts({ kind, outputs }: ServedHead, row: Float32Array): ReadOut[] {
  const answers = outputs.map(({ name, blend, answer }) => ({
    name,
    ...answerOf(answer, blendRow(blend, row)),
  }));
  if (kind !== 'multiclass') return answers;
  const total = answers.reduce((sum, { value }) => sum + value, 0);
  return answers.map(({ name, value }) => ({
    name,
    value: value / total,
    confidence: Math.max(value / total, 1 - value / total),
  }));
}

/** A raw score as a read-out's value, with its confidence. */
export function answerOf(answer: Answer, score: number): Omit<ReadOut, 'name'> {
  if (answer.kind === 'probability') {
    const value = calibrated(answer.calibrator, score);
    return { value, confidence: Math.max(value, 1 - value) };
  }
  const { slope, intercept, error } = answer.line;
  return {
    value: slope * unscaled(answer.scale, score) + intercept,
    confidence: error === null ? null : Math.max(0, 1 - error / Math.max(answer.deviation, 1e-9)),
  };
}

/** A score in the label's unit, before it is calibrated. */
export function unscaled(
  scale: Extract<Answer, { kind: 'number' }>['scale'],
  score: number,
): number {
  if (scale === 'log') return Math.expm1(score);
  return scale === 'count' ? Math.exp(score) : score;
}

/** What one output says of a user; `row` as of `profileFeatures`. */
export function outputValue({ blend, answer }: ServedOutput, row: Float32Array): number {
  return answerOf(answer, blendRow(blend, row)).value;
}

/** A group's part in a head's raw score. */
export interface HeadShare {
  readonly group: string;
  readonly value: number;
}

/**
 * Why a head says what it says: exact Shapley values over the groups (the modalities and the fused
 * vector), a group outside a coalition being unknown, as if the user did not have it.
 * @param groups of the row's features
 * @returns shares that sum to the score's difference from that of a user of whom nothing is known
 */
export function headShares(
  blend: ScoreBlend,
  row: Float32Array,
  groups: readonly string[],
): HeadShare[] {
  const names = [...new Set(groups)];
  const places = groups.map((group) => names.indexOf(group));
  const players = names.map((_, place) => {
    const inside = new Float32Array(names.length);
    inside[place] = 1;
    return inside;
  });
  const worth = (inside: Float32Array): number =>
    blendRow(
      blend,
      row.map((value, feature) => (inside[places[feature]] === 1 ? value : Number.NaN)),
    );
  const shares = coalitionShares(new Float32Array(names.length), players, worth);
  return names.map((group, place) => ({ group, value: shares[place] }));
}
