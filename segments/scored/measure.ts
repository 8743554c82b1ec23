import type { Outcomes } from '../../fusion/index.ts';
import { wilsonInterval } from '../wilson-interval.ts';

/** What was held back from a score: later time, or a quarter of the users with their seeds. */
export type HeldBack = 'LATER_TIME' | 'HIDDEN_USERS';

/** How a score and its threshold did on what they had not seen. */
export interface Measured {
  readonly on: HeldBack;
  /** The time that was held back, in milliseconds since the epoch; null for hidden users. */
  readonly from: number | null;
  readonly until: number | null;
  readonly users: number;
  /** Of whom it came true, or who were seeds. */
  readonly positives: number;
  /** How many the threshold takes, and of how many of these it came true. */
  readonly selected: number;
  readonly hits: number;
  /** hits / selected with its 95 % interval (Wilson 1927); null where nobody was taken. */
  readonly precision: number | null;
  readonly precisionInterval: readonly [number, number] | null;
  /** hits / positives. */
  readonly recall: number | null;
  /** The precision against the share among everybody. */
  readonly lift: number | null;
  /** The chance that somebody of whom it came true has a higher value than somebody else. */
  readonly auroc: number | null;
  /**
   * How far on average the probabilities lie from what came true, in ten groups of equally many users;
   * null where values are no probabilities of what is counted.
   */
  readonly calibrationError: number | null;
}

const GROUPS = 10;

/** @param probable whether the values are probabilities of what the labels say */
export function measure(
  { values, labels }: Outcomes,
  threshold: number,
  held: Pick<Measured, 'on' | 'from' | 'until'>,
  probable: boolean,
): Measured {
  const rows = [...values.keys()];
  const positives = rows.filter((row) => labels[row] === 1).length;
  const taken = rows.filter((row) => values[row] >= threshold);
  const hits = taken.filter((row) => labels[row] === 1).length;
  const selected = taken.length;
  const precision = selected === 0 ? null : hits / selected;
  const share = rows.length === 0 ? 0 : positives / rows.length;
  return {
    ...held,
    ...{ users: rows.length, positives, selected, hits, precision },
    precisionInterval: selected === 0 ? null : wilsonInterval(hits, selected),
    recall: positives === 0 ? null : hits / positives,
    lift: precision === null || share === 0 ? null : precision / share,
    auroc: areaUnderCurve(values, labels),
    calibrationError: probable && rows.length > 0 ? calibrationError(values, labels) : null,
  };
}

function areaUnderCurve(values: Float32Array, labels: Float32Array): number | null {
  const order = [...values.keys()].sort((left, right) => values[left] - values[right]);
  let [rankSum, positives] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    for (const row of order.slice(from, to)) {
      if (labels[row] !== 1) continue;
      rankSum += (from + 1 + to) / 2;
      positives += 1;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function calibrationError(values: Float32Array, labels: Float32Array): number {
  const order = [...values.keys()].sort((left, right) => values[left] - values[right]);
  let error = 0;
  for (let group = 0; group < GROUPS; group += 1) {
    const from = Math.floor((group * order.length) / GROUPS);
    const to = Math.floor(((group + 1) * order.length) / GROUPS);
    const gap = order.slice(from, to).reduce((sum, row) => sum + values[row] - labels[row], 0);
    error += Math.abs(gap);
  }
  return error / order.length;
}
