import type { DailyStatistics } from '../../store/index.ts';
import { byDay, USUAL_DAYS } from './day-figures.ts';
import { judgeFields } from './judge-fields.ts';
import { judgeStream } from './judge-stream.ts';
import { judgeFreshness, judgeVolume } from './judge-volume.ts';
import { merged } from './measure.ts';
import type { QualityThresholds } from './quality-declaration.ts';
import type { DayToJudge, Finding, QualityWarning } from './warning.ts';

/**
 * Judges the days of one stream from `fromDay` on.
 * @param rows the stream's daily figures
 * @param today the current day; it is not over, so too little of it is not a finding yet
 */
export function qualityWarnings(
  rows: readonly DailyStatistics[],
  today: number,
  fromDay: number,
  thresholds: QualityThresholds,
): QualityWarning[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { sourceId, stream } = first;
  const days = byDay(rows);
  const found: QualityWarning[] = [];
  for (let day = fromDay; day <= today; day += 1) {
    const before = rows.filter((row) => row.day < day && row.day >= day - USUAL_DAYS);
    const figures = days.get(day) ?? new Map();
    const judged = { day, figures, usual: merged(before), thresholds };
    const findings = [
      ...(figures.size > 0 ? judgeDay(judged) : []),
      ...judgeVolume(judged, days, day === today),
      ...(day === today ? judgeFreshness(days, today) : []),
    ];
    found.push(...findings.map((finding) => ({ ...finding, sourceId, stream, day })));
  }
  return found;
}

/** Judges what one day has given so far. */
export function judgeDay(judged: DayToJudge): Finding[] {
  return [...judgeStream(judged), ...judgeFields(judged)];
}
