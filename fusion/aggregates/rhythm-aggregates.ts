import type { EventSeries } from './event-series.ts';

const DAY_MS = 86_400_000;
const WINDOWS = [7, 14, 28, 56, 84];
const HALF_LIVES = [14, 42, 120];
/** The length of the periods that are looked at one by one, the latest first. */
const PERIOD_DAYS = 28;
const PERIODS = 6;

/** One number about a series, unknown where it is NaN. */
export interface Aggregate {
  readonly name: string;
  readonly value: number;
}

/**
 * How lately, how often, how much and how regularly, as of an instant: what a lapse or the next
 * month's spend is told by. Heavy tails are in logarithms. Events after the instant are not read.
 * @param asOf milliseconds since the epoch
 */
export function rhythmAggregates(series: EventSeries, asOf: number): Aggregate[] {
  const before = (days: number): number => asOf - days * DAY_MS;
  const total = series.between(Number.NEGATIVE_INFINITY, asOf);
  const last = series.last(asOf);
  const recency = last === null ? Number.NaN : (asOf - last) / DAY_MS;
  const tenure = last === null ? Number.NaN : (asOf - series.at[0]) / DAY_MS;
  const log = (value: number): number => Math.log1p(Math.max(value, 0));
  return [
    { name: 'recency_days', value: recency },
    { name: 'tenure_days', value: tenure },
    { name: 'log_count', value: log(total.count) },
    { name: 'log_amount', value: log(total.sum) },
    { name: 'log_amount_mean', value: total.count > 0 ? log(total.sum / total.count) : Number.NaN },
    ...WINDOWS.flatMap((days) => {
      const { count, sum } = series.between(before(days), asOf);
      return [
        { name: `log_count_${days}d`, value: log(count) },
        { name: `log_amount_${days}d`, value: log(sum) },
      ];
    }),
    ...Array.from({ length: PERIODS }, (_, period) => ({
      name: `log_amount_period_${period + 1}`,
      value: log(
        series.between(before(PERIOD_DAYS * (period + 1)), before(PERIOD_DAYS * period)).sum,
      ),
    })),
    { name: 'empty_periods_share', value: emptyShare(series, asOf, tenure) },
    { name: 'active_weeks_84d', value: activeWeeks(series, asOf) },
    ...decayed(series, asOf, total.count),
    ...gapAggregates(series, total.count, recency),
  ];
}

/** The share of the whole periods since the first event in which nothing happened. */
function emptyShare(series: EventSeries, asOf: number, tenure: number): number {
  const periods = Math.floor(tenure / PERIOD_DAYS);
  if (!(periods > 0)) return Number.NaN;
  let empty = 0;
  for (let period = 0; period < periods; period += 1) {
    const until = asOf - period * PERIOD_DAYS * DAY_MS;
    if (series.between(until - PERIOD_DAYS * DAY_MS, until).count === 0) empty += 1;
  }
  return empty / periods;
}

function activeWeeks(series: EventSeries, asOf: number): number {
  let weeks = 0;
  for (let week = 0; week < 12; week += 1) {
    const until = asOf - week * 7 * DAY_MS;
    if (series.between(until - 7 * DAY_MS, until).count > 0) weeks += 1;
  }
  return weeks;
}

/** Counts in which an event weighs half as much for every half-life that has passed. */
function decayed(series: EventSeries, asOf: number, count: number): Aggregate[] {
  return HALF_LIVES.map((days) => {
    let sum = 0;
    for (let place = 0; place < count; place += 1) {
      sum += 0.5 ** ((asOf - series.at[place]) / (days * DAY_MS));
    }
    return { name: `log_decayed_count_${days}d`, value: Math.log1p(sum) };
  });
}

/** How long it usually takes until the next event, and how unusual the present wait is. */
function gapAggregates(series: EventSeries, count: number, recency: number): Aggregate[] {
  const gaps = Float64Array.from({ length: Math.max(count - 1, 0) }, (_, place) => {
    return (series.at[place + 1] - series.at[place]) / DAY_MS;
  });
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const square = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  const longer = (days: number): number => gaps.filter((gap) => gap > days).length;
  return [
    { name: 'log_gap_mean', value: Math.log1p(mean) },
    { name: 'log_gap_deviation', value: Math.log1p(Math.sqrt(square)) },
    {
      name: 'log_gap_longest',
      value: gaps.length > 0 ? Math.log1p(Math.max(...gaps)) : Number.NaN,
    },
    { name: 'wait_against_gap', value: Math.log1p(recency / (mean + 1)) },
    // Of the gaps at least as long as the present wait, those that went on for another period.
    {
      name: 'wait_goes_on',
      value: (longer(recency + PERIOD_DAYS) + 0.1) / (longer(recency) + 1),
    },
  ];
}
