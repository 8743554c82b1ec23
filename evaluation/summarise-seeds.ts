import type { Figures } from './suite.ts';

/** Mean and standard deviation of every figure over the seeds; NaN where a seed lacks a figure. */
export function summariseSeeds(results: readonly Figures[]): {
  readonly figures: Figures;
  readonly spread: Figures;
} {
  const figures: Record<string, number> = {};
  const spread: Record<string, number> = {};
  for (const name of Object.keys(results[0] ?? {})) {
    const values = results.map((result) => result[name]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    figures[name] = mean;
    spread[name] = Math.sqrt(squares / Math.max(values.length - 1, 1));
  }
  return { figures, spread };
}
