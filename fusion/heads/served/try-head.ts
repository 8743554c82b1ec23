import { calibrateBinary } from '../../training/fit-calibration.ts';
import { HeadError } from '../feature-table.ts';
import { blendTable } from '../score-blend.ts';
import type { EventLabel, HeadDeclaration } from './declaration.ts';
import { fitHead, type HeadTraining, sampleOf } from './fit-heads.ts';
import { QUICK } from './fit-output.ts';
import { tableOf, whole } from './head-table.ts';
import { cutsOf, rowsAt } from './labelled-rows.ts';
import { answerOf, type ServedOutput } from './served-head.ts';

/** What was said of some users, and what came. */
export interface Outcomes {
  /** [rows], what the score becomes for people: a probability. */
  readonly values: Float32Array;
  /** [rows], 1 where it came true, 0 where not. */
  readonly labels: Float32Array;
}

/** A binary head as it would have been learned two windows ago, with what came in these. */
export interface HeadTrial {
  readonly output: ServedOutput;
  /** It was learned from what came until then, in milliseconds since the epoch. */
  readonly learnedUntil: number;
  /** The window after that: for calibration, and for choosing a threshold. */
  readonly validation: Outcomes;
  /** The last window, which nothing was chosen by. */
  readonly heldOut: Outcomes;
  /** When the last window starts, in milliseconds since the epoch. */
  readonly heldOutFrom: number;
}

/** A head whose label events tell with a yes or a no. */
export type EventHead = HeadDeclaration & { readonly kind: 'binary'; readonly label: EventLabel };

const DAY_MS = 86_400_000;

/**
 * Tries a head on time that it has not seen: of the last two windows before `end` it learns nothing.
 * Features are read by experts that have seen neither.
 * @param end milliseconds since the epoch
 * @param recalibrate whether probabilities are calibrated on the validation window, later than all that
 * was learned from; otherwise they are as a head of the model's
 * @throws {HeadError} where there are too few windows, or labels that teach nothing
 */
export function tryHead(
  declaration: EventHead,
  training: HeadTraining,
  end: number,
  recalibrate: boolean,
): HeadTrial {
  const { label } = declaration;
  const { network, users, readerAt, categoriesOf, seed } = training;
  const heldOutFrom = end - label.withinMs;
  const learnedUntil = heldOutFrom - label.withinMs;
  const cuts = cutsOf(label, users, learnedUntil);
  if (cuts.length === 0) {
    const days = Math.round((4 * label.withinMs) / DAY_MS);
    throw new HeadError(`it takes ${days} days of events, four times as long as is looked ahead`);
  }
  const { head, report } = fitHead(
    declaration,
    recalibrate ? { ...training, effort: QUICK } : training,
    learnedUntil,
  );
  if (head === null) throw new HeadError(report.problem ?? 'there is nothing to learn');
  const reader = readerAt(Math.min(...cuts));
  const [learned] = head.outputs;
  const outcomesAt = (asOf: number) => {
    const rows = sampleOf(rowsAt(label, users, asOf, categoriesOf), seed);
    const table = tableOf(network, reader, whole(rows, network.schema));
    const scores = Float32Array.from(blendTable(learned.blend, table));
    return { scores, labels: Float32Array.from(rows, (row) => Number(row.label)) };
  };
  const [validation, heldOut] = [outcomesAt(learnedUntil), outcomesAt(heldOutFrom)];
  const output = recalibrate
    ? recalibrated(learned, validation.scores, validation.labels)
    : learned;
  const told = ({ scores, labels }: typeof validation): Outcomes => ({
    values: scores.map((score) => answerOf(output.answer, score).value),
    labels,
  });
  return {
    ...{ output, learnedUntil, heldOutFrom },
    validation: told(validation),
    heldOut: told(heldOut),
  };
}

/** The output with probabilities by a logistic (Platt 1999): it keeps apart all that the score does. */
export function recalibrated(
  output: ServedOutput,
  scores: Float32Array,
  labels: Float32Array,
): ServedOutput {
  const { slope, intercept } = calibrateBinary(scores, labels);
  const calibrator = { kind: 'platt', slope, intercept } as const;
  return { ...output, answer: { kind: 'probability', calibrator } };
}
