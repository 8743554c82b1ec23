import type { DailyStatistics, FieldStatistics } from '../../store/index.ts';
import { COUNTERS, type Counter, merged } from './measure.ts';

/** The figures of one day, or of several added up, by field. */
export type DayFigures = ReadonlyMap<string, FieldStatistics>;

/** Days before the judged one that tell what is usual. */
export const USUAL_DAYS = 28;
const DAY_MS = 86_400_000;

/** Days since the epoch, UTC. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

export const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

export const countOf = (figures: DayFigures, counter: Counter): number =>
  figures.get(COUNTERS[counter])?.counted ?? 0;

export function byDay(rows: readonly DailyStatistics[]): Map<number, DayFigures> {
  const days = Map.groupBy(rows, ({ day }) => day);
  return new Map([...days].map(([day, figures]) => [day, merged(figures)]));
}

/**
 * What a field is about, by its name: `browsing.view` for `browsing.view.value`; null for what is
 * itself counted.
 */
export function kindOf(field: string, ...known: readonly DayFigures[]): string | null {
  for (let at = field.lastIndexOf('.'); at > 0; at = field.lastIndexOf('.', at - 1)) {
    const kind = field.slice(0, at);
    if (known.some((figures) => figures.has(kind))) return kind;
  }
  return null;
}
