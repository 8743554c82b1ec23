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
  const { length } = at;
  let week = 0;
  let month = 0;
  let quarter = 0;
  for (let event = 0; event < length; event += 1) {
    const days = daysBefore(asOf, at[event]);
    if (days <= 7) week += 1;
    if (days <= 30) month += 1;
    if (days <= 90) quarter += 1;
  }
  const gaps = Math.max(length - 1, 1);
  let sum = 0;
  for (let event = 1; event < length; event += 1) sum += (at[event] - at[event - 1]) / DAY_MS;
  const mean = sum / gaps;
  let square = 0;
  for (let event = 1; event < length; event += 1) {
    square += ((at[event] - at[event - 1]) / DAY_MS - mean) ** 2;
  }
  return [
    Math.log1p(daysBefore(asOf, at[length - 1])),
    Math.log1p(daysBefore(asOf, at[0])),
    Math.log1p(week),
    Math.log1p(month),
    Math.log1p(quarter),
    Math.log1p(length),
    Math.log1p(mean),
    Math.log1p(Math.sqrt(square / gaps)),
  ];
}

function daysBefore(asOf: number, at: number): number {
  return Math.max(asOf - at, 0) / DAY_MS;
}

/** Distinct instants of some events in order of time, ascending. */
export function instantsOf(events: readonly Event[]): number[] {
  const instants: number[] = [];
  for (const { at } of events) {
    if (at !== instants[instants.length - 1]) instants.push(at);
  }
  return instants;
}
