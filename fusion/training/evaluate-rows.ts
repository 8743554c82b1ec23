import { type Calibration } from '../model/index.ts';
import { candidateCount, type RowReference } from './batch.ts';
import { evaluateStep } from './evaluation-step.ts';
import { calibrateBinary, calibrateRegression } from './fit-calibration.ts';
import { LOSS_PARTS } from './losses.ts';
import { rankingMetrics } from './ranking-metrics.ts';
import type { LossValues, StepContext } from './training-step.ts';

/** How well the network does on rows that it does not learn from. */
export interface RowsEvaluation {
  readonly loss: LossValues;
  /** Means over rows with a target among their candidates; null without such rows. */
  readonly ndcg: number | null;
  readonly recall: number | null;
  /** NDCG of each row; NaN without a target among the candidates. */
  readonly ndcgs: Float64Array;
  /** The heads' raw outputs, one array a label, in the order of the rows. */
  readonly labelOutputs: readonly Float32Array[];
}

/** Runs all rows through the network, each step's losses weighing by its rows. */
export function evaluateRows(context: StepContext, rows: readonly RowReference[]): RowsEvaluation {
  const { schema, settings } = context;
  const sums: Record<string, number> = {};
  const labelOutputs = schema.labels.map(() => new Float32Array(rows.length));
  const ndcgs = new Float64Array(rows.length).fill(Number.NaN);
  let ndcg = 0;
  let recall = 0;
  let ranked = 0;
  for (let start = 0; start < rows.length; start += settings.batchSize) {
    const references = rows.slice(start, start + settings.batchSize);
    const step = evaluateStep(context, references);
    for (const part of [...LOSS_PARTS, 'total'] as const) {
      sums[part] = (sums[part] ?? 0) + (step.loss[part] * references.length) / rows.length;
    }
    references.forEach((reference, index) => {
      const { set, row } = reference;
      const from = index * step.batch.candidates;
      const metrics = rankingMetrics(
        step.scores.subarray(from, from + candidateCount(reference)),
        set.targets.subarray(set.candidatePointers[row], set.candidatePointers[row + 1]),
      );
      if (metrics !== null) {
        ndcgs[start + index] = metrics.ndcg;
        ndcg += metrics.ndcg;
        recall += metrics.recall;
        ranked += 1;
      }
      labelOutputs.forEach((outputs, label) => {
        outputs[start + index] = step.labelOutputs[index * schema.labels.length + label];
      });
    });
  }
  return {
    loss: sums as unknown as LossValues,
    ndcg: ranked > 0 ? ndcg / ranked : null,
    recall: ranked > 0 ? recall / ranked : null,
    ndcgs,
    labelOutputs,
  };
}

/** Calibrates every head on the rows whose label is known. */
export function calibrate(
  { schema, normaliser }: StepContext,
  rows: readonly RowReference[],
  evaluation: RowsEvaluation,
): Calibration[] {
  return schema.labels.map(({ kind }, label) => {
    const known = [...rows.keys()].filter(
      (index) => !Number.isNaN(rows[index].set.labels[label][rows[index].row]),
    );
    const outputs = Float32Array.from(known, (index) => evaluation.labelOutputs[label][index]);
    const labels = Float32Array.from(known, (index) => {
      const { set, row } = rows[index];
      return set.labels[label][row];
    });
    if (kind === 'binary') return calibrateBinary(outputs, labels);
    const { mean, deviation } = normaliser.scales.labels;
    return calibrateRegression(outputs, labels, mean[label], deviation[label]);
  });
}
