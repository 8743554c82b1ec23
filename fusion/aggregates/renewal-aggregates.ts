import type { EventSeries } from './event-series.ts';
import type { Aggregate } from './rhythm-aggregates.ts';

const DAY_MS = 86_400_000;
/** What is believed of gaps before any is seen, as if so many had been: five days, give or take a factor of 2.4. */
const PRIOR = { gaps: 3, mean: 1.6, variance: 0.8 };
/** How much each gap counts of what the one after it does, where habits may change. */
const DECAY = 0.85;
/** No wait is so long that it could not end. */
const LEAST = 1e-4;

/**
 * How likely the present wait is to go on for a period: a renewal process with log-normal gaps between days on which
 * something happened (Cox 1962), learned from all gaps, and from the latest ones above all. Waits are compared
 * with a user's own gaps, regular or not, which windows and means do not tell apart.
 * @param asOf milliseconds since the epoch; events after it are not read
 * @param periodDays for how long nothing is to happen
 */
export function renewalAggregates(
  series: EventSeries,
  asOf: number,
  periodDays: number,
): Aggregate[] {
  const { count } = series.between(Number.NEGATIVE_INFINITY, asOf);
  const days = new Set(Array.from(series.at.subarray(0, count), (at) => Math.floor(at / DAY_MS)));
  const gaps = [...days].flatMap((day, place, all) =>
    place > 0 ? [Math.log(day - all[place - 1])] : [],
  );
  const last = series.last(asOf);
  const wait = last === null ? Number.NaN : Math.max((asOf - last) / DAY_MS, LEAST);
  const always = gapsLike(gaps, 1, PRIOR);
  const lately = gapsLike(gaps, DECAY, { ...always, gaps: 1 });
  const goesOn = (gap: LogNormal): number =>
    Math.log(longerThan(wait + periodDays, gap) / longerThan(wait, gap));
  return [
    { name: 'log_wait_goes_on', value: goesOn(always) },
    { name: 'log_wait_goes_on_lately', value: goesOn(lately) },
    {
      name: 'gap_spread_lately',
      value: last === null ? Number.NaN : Math.sqrt(lately.variance),
    },
  ];
}

/** Mean and variance of the logarithm. */
interface LogNormal {
  readonly mean: number;
  readonly variance: number;
}

/** Gaps and a belief that weighs as many as `prior.gaps`, each gap weighing `decay` of the one after it. */
function gapsLike(
  gaps: readonly number[],
  decay: number,
  prior: LogNormal & { readonly gaps: number },
): LogNormal {
  const weight = (place: number): number => decay ** (gaps.length - 1 - place);
  const total = gaps.reduce((sum, _, place) => sum + weight(place), prior.gaps);
  const mean =
    gaps.reduce((sum, gap, place) => sum + weight(place) * gap, prior.gaps * prior.mean) / total;
  const variance =
    gaps.reduce(
      (sum, gap, place) => sum + weight(place) * (gap - mean) ** 2,
      prior.gaps * prior.variance,
    ) / total;
  return { mean, variance };
}

function longerThan(days: number, { mean, variance }: LogNormal): number {
  return upperTail((Math.log(days) - mean) / Math.sqrt(variance)) + LEAST;
}

/** The chance that a standard normal exceeds `z`, to 1e-7 (Abramowitz and Stegun 1964, 7.1.26). */
function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const polynomial = series.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  const tail = (polynomial * Math.exp(-x * x)) / 2;
  return z >= 0 ? tail : 1 - tail;
}
