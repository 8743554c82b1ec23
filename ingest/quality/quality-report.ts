import type { DailyStatistics, FieldStatistics, Store } from '../../store/index.ts';
import { countOf, dayOf, kindOf, USUAL_DAYS } from './day-figures.ts';
import { COUNTERS, merged } from './measure.ts';
import type { QualityDeclaration } from './quality-declaration.ts';
import type { QualityWarning } from './warning.ts';
import { qualityWarnings } from './warnings.ts';

/** How the last week of one stream was. */
export interface StreamQuality {
  readonly stream: string;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly unknownItems: number;
  /** Events of users whom no record had named before. */
  readonly unknownUsers: number;
  /** The newest event of the week, in milliseconds since the epoch. */
  readonly newestAt: number | null;
  readonly fields: readonly FieldQuality[];
}

/** How one field was: of how many it could have been in, how many had none, and its range. */
export interface FieldQuality {
  readonly field: string;
  readonly counted: number;
  readonly missing: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly mean: number | null;
}

export interface SourceQuality {
  readonly sourceId: string;
  readonly streams: readonly StreamQuality[];
  /** What a person should look at: of the last week, and not accepted yet. */
  readonly warnings: readonly QualityWarning[];
}

const WEEK = 7;
const COUNTER_FIELDS = new Set<string>(Object.values(COUNTERS));

/** The quality of one source, or of all that gave anything. */
export async function qualityReport(
  store: Store,
  declared: QualityDeclaration,
  now: number,
  sourceId: string | null = null,
): Promise<SourceQuality[]> {
  const today = dayOf(now);
  const [rows, controls] = await Promise.all([
    store.sourceQuality.read(sourceId, { fromDay: today - USUAL_DAYS - WEEK }),
    store.sourceControls.all(),
  ]);
  return [...Map.groupBy(rows, (row) => row.sourceId)].map(([id, own]) => {
    const accepted = controls.find((control) => control.sourceId === id)?.acceptedAt ?? null;
    const fromDay = Math.max(today - WEEK + 1, accepted === null ? 0 : dayOf(accepted) + 1);
    const streams = [...Map.groupBy(own, ({ stream }) => stream)];
    return {
      sourceId: id,
      streams: streams.map(([stream, days]) => streamQuality(stream, days, today - WEEK + 1)),
      warnings: streams.flatMap(([, days]) => qualityWarnings(days, today, fromDay, declared.warn)),
    };
  });
}

function streamQuality(
  stream: string,
  days: readonly DailyStatistics[],
  fromDay: number,
): StreamQuality {
  const week = merged(days.filter(({ day }) => day >= fromDay));
  const fields = [...week.values()].filter(({ field }) => !COUNTER_FIELDS.has(field));
  return {
    stream,
    records: countOf(week, 'records'),
    events: countOf(week, 'events'),
    duplicates: countOf(week, 'duplicates'),
    rejected: countOf(week, 'rejected'),
    unknownItems: countOf(week, 'unknownItems'),
    unknownUsers: countOf(week, 'unknownUsers'),
    newestAt: week.get(COUNTERS.newestAt)?.maximum ?? null,
    fields: fields.map((one) => fieldQuality(one, week)),
  };
}

function fieldQuality(
  { field, counted, numbers, minimum, maximum, total }: FieldStatistics,
  week: ReadonlyMap<string, FieldStatistics>,
): FieldQuality {
  const kind = kindOf(field, week);
  const possible = kind === null ? counted : (week.get(kind)?.counted ?? counted);
  const mean = numbers > 0 ? total / numbers : null;
  return { field, counted, missing: Math.max(possible - counted, 0), minimum, maximum, mean };
}
