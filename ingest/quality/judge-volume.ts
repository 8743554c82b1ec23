import { countOf, type DayFigures } from './day-figures.ts';
import type { DayToJudge, Finding } from './warning.ts';

const WEEK = 7;
const WEEKS_BACK = 4;
/** Fewer days than this say nothing of what is usual. */
const FEWEST_DAYS = 3;

/**
 * Compares a day's records with the usual day of that kind: the median of the same weekdays before
 * it where there are enough of them, of the week before it otherwise.
 * @param isToday the day is not over: too little of it is no finding yet
 */
export function judgeVolume(
  { day, figures, thresholds }: DayToJudge,
  days: ReadonlyMap<number, DayFigures>,
  isToday: boolean,
): Finding[] {
  const records = countOf(figures, 'records');
  const usual = usualRecords(day, days);
  if (usual === null || Math.max(records, usual) < thresholds.minimumRecords) return [];
  const tooMany = records > usual * thresholds.volumeRatio;
  const tooFew = !isToday && records * thresholds.volumeRatio < usual;
  if (!tooMany && !tooFew) return [];
  return [
    {
      kind: 'volume',
      field: null,
      value: records,
      usual,
      message: `${records} records came; ${usual} are usual on such a day.`,
      action: tooMany
        ? 'Look whether the source was filled anew or sends more than it should.'
        : 'Look whether the source, or what fills it, stopped half-way.',
    },
  ];
}

/** Null where too few days are known. */
function usualRecords(day: number, days: ReadonlyMap<number, DayFigures>): number | null {
  const first = Math.min(...days.keys());
  const known = (candidates: readonly number[]): number[] =>
    candidates
      .filter((one) => one >= first)
      .map((one) => countOf(days.get(one) ?? new Map(), 'records'));
  const weekdays = known(
    Array.from({ length: WEEKS_BACK }, (_, index) => day - WEEK * (index + 1)),
  );
  if (weekdays.length >= FEWEST_DAYS) return median(weekdays);
  const week = known(Array.from({ length: WEEK }, (_, index) => day - 1 - index));
  return week.length >= FEWEST_DAYS ? median(week) : null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Warns where nothing came for more than twice the longest pause that there was before. */
export function judgeFreshness(days: ReadonlyMap<number, DayFigures>, today: number): Finding[] {
  const active = [...days]
    .filter(([, figures]) => countOf(figures, 'records') > 0)
    .map(([day]) => day)
    .sort((left, right) => left - right);
  if (active.length < FEWEST_DAYS) return [];
  const longest = Math.max(...active.slice(1).map((day, index) => day - active[index]!));
  const silent = today - active.at(-1)!;
  if (silent <= 2 * longest) return [];
  return [
    {
      kind: 'freshness',
      field: null,
      value: silent,
      usual: longest,
      message: `Nothing came for ${silent} days; the longest pause before was ${longest}.`,
      action: 'Look at the status of the source, and whether anything still fills it.',
    },
  ];
}
