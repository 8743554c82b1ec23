import type { FeatureTable } from '../feature-table.ts';
import { type Design, denseDesign } from './design.ts';

/** How features become inputs of a linear model; learned on the training rows. */
export interface Scaling {
  readonly mean: readonly number[];
  /** 0 for a feature that is the same in every training row: it says nothing and counts nothing. */
  readonly perUnit: readonly number[];
}

/** Standardised values further out than this say no more than that they are far out. */
const FARTHEST = 5;

export function fitScaling({ columns }: FeatureTable): Scaling {
  const mean: number[] = [];
  const perUnit: number[] = [];
  for (const column of columns) {
    const known = column.filter((value) => !Number.isNaN(value));
    const center = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
    const square = known.reduce((sum, value) => sum + (value - center) ** 2, 0);
    const deviation = Math.sqrt(square / Math.max(1, known.length));
    mean.push(center);
    perUnit.push(deviation > 1e-9 * Math.max(1, Math.abs(center)) ? 1 / deviation : 0);
  }
  return { mean, perUnit };
}

/** One value standardised; the unknown counts as the mean. */
export function scaled({ mean, perUnit }: Scaling, feature: number, value: number): number {
  if (Number.isNaN(value)) return 0;
  const standard = (value - mean[feature]) * perUnit[feature];
  return Math.min(Math.max(standard, -FARTHEST), FARTHEST);
}

/** A table as a design of standardised values. */
export function scaledDesign(scaling: Scaling, table: FeatureTable): Design {
  const width = table.names.length;
  const values = new Float64Array(table.rows * width);
  table.columns.forEach((column, feature) => {
    for (let row = 0; row < table.rows; row += 1) {
      values[row * width + feature] = scaled(scaling, feature, column[row]);
    }
  });
  return denseDesign(values, table.rows, width);
}
