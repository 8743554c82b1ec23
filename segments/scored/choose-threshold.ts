import type { Outcomes } from '../../fusion/index.ts';

/** Of fewer users no share says much. */
export const FEWEST_SELECTED = 20;

/**
 * The lowest threshold at or above which at most `size` values lie; equal values stay together. Null
 * where more than that many share the highest value.
 */
export function thresholdForSize(values: readonly number[], size: number): number | null {
  const sorted = [...values].sort((left, right) => right - left);
  let place = Math.min(size, sorted.length);
  while (place > 0 && place < sorted.length && sorted[place] === sorted[place - 1]) place -= 1;
  return place === 0 ? null : sorted[place - 1];
}

/** A threshold, or the highest precision that there is. */
export type PrecisionChoice =
  | { readonly threshold: number; readonly reachable: null }
  | { readonly threshold: null; readonly reachable: number };

/**
 * The lowest threshold at which a share of at least `precision` came true among those at or above it,
 * at least 20 of them.
 */
export function thresholdForPrecision(
  { values, labels }: Outcomes,
  precision: number,
): PrecisionChoice {
  const order = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  order.sort((left, right) => values[right] - values[left]);
  let hits = 0;
  let reachable = 0;
  let threshold: number | null = null;
  order.forEach((row, place) => {
    hits += labels[row];
    const next = order[place + 1];
    if (next !== undefined && values[next] === values[row]) return;
    if (place + 1 < FEWEST_SELECTED) return;
    const reached = hits / (place + 1);
    reachable = Math.max(reachable, reached);
    if (reached >= precision) threshold = values[row];
  });
  return threshold === null ? { threshold, reachable } : { threshold, reachable: null };
}
