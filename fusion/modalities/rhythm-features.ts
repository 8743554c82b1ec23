import type { Event } from '../data/event.ts';
import { DAY_MS } from './clock-features.ts';

export const rhythmFeatureNames = [
  'log_recency_days',
  'log_tenure_days',
  'log_count_7_days',
  'log_count_30_days',
  'log_count_90_days',
  'log_count',
  'log_gap_days_mean',
  'log_gap_days_deviation',
] as const;

/** How long ago, how often, how regularly. @param at instants ascending, at least one */
export function rhythmFeatures(at: readonly number[], asOf: number): number[] {
  const days = (time: number): number => Math.max(asOf - time, 0) / DAY_MS;
  const within = (limit: number): number => at.filter((time) => days(time) <= limit).length;
  const gaps = at.slice(1).map((time, place) => (time - at[place]) / DAY_MS);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(gaps.length, 1);
  const square = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / Math.max(gaps.length, 1);
  return [
    Math.log1p(days(at[at.length - 1])),
    Math.log1p(days(at[0])),
    Math.log1p(within(7)),
    Math.log1p(within(30)),
    Math.log1p(within(90)),
    Math.log1p(at.length),
    Math.log1p(mean),
    Math.log1p(Math.sqrt(square)),
  ];
}

/** Distinct instants of some events, ascending. */
export function instantsOf(events: readonly Event[]): number[] {
  return [...new Set(events.map((event) => event.at))];
}
