import type { FieldStatistics } from '../../store/index.ts';
import { kindOf, percent } from './day-figures.ts';
import type { DayToJudge, Finding } from './warning.ts';

/**
 * Judges the fields of one day by what was usual before: more records without one, or numbers that
 * are elsewhere. A field says what it is about by its name: `browsing.view.value` is a field of
 * `browsing.view`, which counts how often it could have been there.
 */
export function judgeFields(judged: DayToJudge): Finding[] {
  const { figures, usual, thresholds } = judged;
  const names = new Set([...figures.keys(), ...usual.keys()]);
  return [...names].sort().flatMap((field) => {
    const kind = kindOf(field, figures, usual);
    if (kind === null) return [];
    const now = figures.get(kind)?.counted ?? 0;
    const before = usual.get(kind)?.counted ?? 0;
    if (now < thresholds.minimumRecords || before < thresholds.minimumRecords) return [];
    return [...judgeNulls(field, { now, before }, judged), ...judgeRange(field, judged)];
  });
}

function judgeNulls(
  field: string,
  counts: { readonly now: number; readonly before: number },
  { figures, usual, thresholds }: DayToJudge,
): Finding[] {
  const now = 1 - (figures.get(field)?.counted ?? 0) / counts.now;
  const before = 1 - (usual.get(field)?.counted ?? 0) / counts.before;
  if (now <= before + thresholds.nullShare) return [];
  return [
    {
      kind: 'nulls',
      field,
      value: now,
      usual: before,
      message: `${field} is missing in ${percent(now)} of ${counts.now}; ${percent(before)} are usual.`,
      action: 'Look whether the source renamed or dropped the field, and mend the mapping.',
    },
  ];
}

function judgeRange(field: string, { figures, usual, thresholds }: DayToJudge): Finding[] {
  const now = figures.get(field);
  const before = usual.get(field);
  const enough = thresholds.minimumRecords;
  if (!now || !before || now.numbers < enough || before.numbers < enough) return [];
  const [mean, usualMean] = [meanOf(now), meanOf(before)];
  const allowed = thresholds.deviations * deviationOf(before);
  // A number that was always the same may move a little without being wrong.
  if (Math.abs(mean - usualMean) <= Math.max(allowed, Math.abs(usualMean) * 0.05)) return [];
  return [
    {
      kind: 'range',
      field,
      value: mean,
      usual: usualMean,
      message: `The mean of ${field} is ${short(mean)}, from ${short(now.minimum)} to ${short(now.maximum)}; usual is ${short(usualMean)}, from ${short(before.minimum)} to ${short(before.maximum)}.`,
      action: 'Look whether its unit or its meaning changed at the source.',
    },
  ];
}

const meanOf = ({ total, numbers }: FieldStatistics): number => total / numbers;

function deviationOf(statistics: FieldStatistics): number {
  const mean = meanOf(statistics);
  return Math.sqrt(Math.max(statistics.squares / statistics.numbers - mean * mean, 0));
}

const short = (value: number | null): string =>
  value === null ? '-' : String(Number(value.toPrecision(4)));
