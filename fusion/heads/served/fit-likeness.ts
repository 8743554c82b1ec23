import { calibrateBinary } from '../../training/fit-calibration.ts';
import { select, selectRows } from '../feature-table.ts';
import { blendTable } from '../score-blend.ts';
import { foldsOf } from '../splits.ts';
import { fitOutput, QUICK } from './fit-output.ts';
import { profileTable } from './head-table.ts';
import { answerOf, type ServedOutput } from './served-head.ts';
import type { Outcomes } from './try-head.ts';

/** What tells given users from everybody, with how it does on those that it was not shown. */
export interface Likeness {
  /**
   * Answers how likely somebody is one of the given rather than one of the others, if there were as
   * many of both: 1/2 says no more like them than anybody, whatever their number.
   */
  readonly output: ServedOutput;
  /** On the rows that it learned from, each as told by a model that had not seen it. */
  readonly validation: Outcomes;
  /** On a quarter of the rows that was hidden from everything. */
  readonly heldOut: Outcomes;
}

/** One quarter is hidden. */
const QUARTERS = 4;

/**
 * Learns what given users have in common that others have not. Others may well be like them, so this is
 * learning from positive and unlabelled users (Elkan and Noto 2008): an order, and odds against everybody.
 * @param rows each as `FusionModel.profileRow` gives it
 * @param given [rows], 1 for the given users, 0 for all others
 */
export function fitLikeness(
  network: Parameters<typeof profileTable>[0],
  rows: readonly Float32Array[],
  given: Float32Array,
  seed: number,
): Likeness {
  const table = profileTable(network, rows);
  const [{ train, validation: hidden }] = foldsOf([...rows.keys()], QUARTERS, seed, given);
  const labels = select(given, train);
  const groups = Array.from(train, String);
  const fitted = fitOutput(
    { name: 'likeness', labels, scale: 'probability' },
    selectRows(table, train),
    groups,
    seed,
    QUICK,
  );
  const { slope, intercept } = calibrateBinary(fitted.heldOut, labels);
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  const balanced = intercept - Math.log(share / (1 - share));
  const calibrator = { kind: 'platt', slope, intercept: balanced } as const;
  const output: ServedOutput = {
    ...fitted.output,
    answer: { kind: 'probability', calibrator },
  };
  const valuesOf = (scores: Float32Array | Float64Array) =>
    Float32Array.from(scores, (score) => answerOf(output.answer, score).value);
  return {
    output,
    validation: { values: valuesOf(fitted.heldOut), labels },
    heldOut: {
      values: valuesOf(blendTable(output.blend, selectRows(table, hidden))),
      labels: select(given, hidden),
    },
  };
}
