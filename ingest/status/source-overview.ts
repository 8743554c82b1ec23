import type { JsonObject } from '../../connectors/index.ts';
import type {
  Json,
  SourceControl,
  SourceRun,
  SourceStatus,
  SourceThroughput,
  Store,
} from '../../store/index.ts';
import type { SourceDeclaration } from '../source-declaration.ts';
import { type SourceState, sourceState } from './source-state.ts';

/** A source as `portrait.yaml` declares it, without its settings. */
export interface DeclaredSource {
  readonly id: string;
  readonly connector: string;
  readonly streams: readonly string[];
  /** Seconds between two syncs while serving; null where it has no such schedule. */
  readonly everySeconds: number | null;
}

/** What may be shown of a declaration. */
export function declaredSource(declaration: SourceDeclaration): DeclaredSource {
  const { id, connector, streams, schedule } = declaration;
  return {
    id,
    connector,
    streams: streams.map(({ name }) => name),
    everySeconds:
      schedule !== undefined && 'everySeconds' in schedule ? schedule.everySeconds : null,
  };
}

export interface Rate {
  readonly recordsPerSecond: number;
  readonly eventsPerSecond: number;
}

/** How one stream stands; what comes from the store is what the store says. */
export interface StreamOverview
  extends Omit<SourceStatus, 'sourceId' | 'stream' | 'records' | 'events'> {
  readonly name: string;
  readonly records: number;
  readonly events: number;
  /** Seconds from the watermark to now. */
  readonly lagSeconds: number | null;
  /** Records that the source held beyond what was taken in, when it was last read; null where it does not say. */
  readonly waiting: number | null;
  /** What to do about the last error: mend-config, retry or stop. */
  readonly failedAction: string | null;
  /** Of the run under way, or the last one; null where there was none. */
  readonly lastRun: Rate | null;
  /** Over the last hour. */
  readonly lastHour: Rate;
}

/** How a source stands. */
export interface SourceOverview {
  readonly id: string;
  /** Null for what applications send themselves, and for sources that are declared no more. */
  readonly connector: string | null;
  readonly state: SourceState;
  readonly waitingUntil: number | null;
  readonly quarantineReason: string | null;
  readonly streams: readonly StreamOverview[];
  /** The earliest of its streams' watermarks. */
  readonly watermark: number | null;
  readonly lagSeconds: number | null;
  /** Over all streams that say it. */
  readonly waiting: number | null;
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** The latest failure of any stream, and what to do about it. */
  readonly lastError: string | null;
  readonly failedAction: string | null;
  readonly lastRun: Rate | null;
  readonly lastHour: Rate;
}

/** All that the store knows of sources. */
export interface KnownOfSources {
  readonly status: readonly SourceStatus[];
  readonly runs: readonly SourceRun[];
  readonly controls: readonly SourceControl[];
  readonly throughput: readonly SourceThroughput[];
}

const HOUR_MS = 3_600_000;

/** Reads it with a constant number of statements. */
export async function knownOfSources(store: Store, now: number): Promise<KnownOfSources> {
  const [status, runs, controls, throughput] = await Promise.all([
    store.sources.status(),
    store.sourceRuns.all(),
    store.sourceControls.all(),
    store.sourceRuns.throughput(now - HOUR_MS),
  ]);
  return { status, runs, controls, throughput };
}

/** Seconds from a watermark to now; a record from the future is not ahead of time. */
export const lagOf = (watermark: number | null, now: number): number | null =>
  watermark === null ? null : Math.max(0, (now - watermark) / 1000);

/** Declared sources and those that the store knows besides (applications, sources taken out). */
export function sourceOverviews(
  declared: readonly DeclaredSource[],
  known: KnownOfSources,
  now: number,
): SourceOverview[] {
  const stored = [...known.status, ...known.runs, ...known.controls].map((row) => row.sourceId);
  const ids = new Set([...declared.map(({ id }) => id), ...stored]);
  const of = <Row extends { sourceId: string }>(rows: readonly Row[], id: string) =>
    rows.filter((row) => row.sourceId === id);
  return [...ids].map((id) =>
    overviewOf(
      id,
      declared.find((source) => source.id === id) ?? null,
      {
        status: of(known.status, id),
        runs: of(known.runs, id),
        controls: of(known.controls, id),
        throughput: of(known.throughput, id),
      },
      now,
    ),
  );
}

function overviewOf(
  id: string,
  declared: DeclaredSource | null,
  own: KnownOfSources,
  now: number,
): SourceOverview {
  const stored = [...own.status, ...own.runs].map(({ stream }) => stream);
  const names = new Set([...(declared?.streams ?? []), ...stored]);
  const streams = [...names].map((name) => streamOf(name, own, now));
  const sum = (of: (stream: StreamOverview) => number) =>
    streams.reduce((total, stream) => total + of(stream), 0);
  const [failure] = streams
    .filter(({ lastError }) => lastError !== null)
    .sort((left, right) => (right.lastErrorAt ?? 0) - (left.lastErrorAt ?? 0));
  const watermarks = streams.flatMap(({ watermark }) => watermark ?? []);
  const watermark = watermarks.length > 0 ? Math.min(...watermarks) : null;
  const control = own.controls[0] ?? null;
  return {
    id,
    connector: declared?.connector ?? null,
    ...sourceState(control, own.runs, declared?.everySeconds ?? null, now),
    quarantineReason: control?.quarantineReason ?? null,
    streams,
    watermark,
    lagSeconds: lagOf(watermark, now),
    waiting: sumOf(streams.map((stream) => stream.waiting)),
    records: sum((stream) => stream.records),
    events: sum((stream) => stream.events),
    duplicates: sum((stream) => stream.duplicates),
    rejected: sum((stream) => stream.rejected),
    lastError: failure?.lastError ?? null,
    failedAction: failure?.failedAction ?? null,
    lastRun: rateOfRuns(own.runs),
    lastHour: rateOfHour(own.throughput),
  };
}

function streamOf(name: string, own: KnownOfSources, now: number): StreamOverview {
  const ofStream = <Row extends { stream: string }>(rows: readonly Row[]) =>
    rows.filter(({ stream }) => stream === name);
  const [status] = ofStream(own.status);
  const runs = ofStream(own.runs);
  const watermark = status?.watermark ?? null;
  return {
    name,
    state: status?.state ?? null,
    watermark,
    lagSeconds: lagOf(watermark, now),
    waiting: waitingOf(status?.state ?? null),
    records: status?.records ?? 0,
    events: status?.events ?? 0,
    duplicates: status?.duplicates ?? 0,
    rejected: status?.rejected ?? 0,
    lastSuccessAt: status?.lastSuccessAt ?? null,
    lastErrorAt: status?.lastErrorAt ?? null,
    lastError: status?.lastError ?? null,
    failedAction: status?.lastError == null ? null : (runs[0]?.failedAction ?? null),
    lastRun: rateOfRuns(runs),
    lastHour: rateOfHour(ofStream(own.throughput)),
  };
}

/** What the members of a state that several readers share say of what is still to come. */
function waitingOf(state: Json): number | null {
  if (state === null || typeof state !== 'object' || Array.isArray(state)) return null;
  const members = Object.values(state as JsonObject);
  return sumOf(
    members.map((member) => {
      const waiting = (member as JsonObject | null)?.waiting;
      return typeof waiting === 'number' ? waiting : null;
    }),
  );
}

/** The sum of what is known; null where nothing is. */
function sumOf(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

/** Streams are read one after the other, so their times add up. */
function rateOfRuns(runs: readonly SourceRun[]): Rate | null {
  const read = runs.flatMap((run) =>
    run.startedAt === null ? [] : [{ ...run, from: run.startedAt }],
  );
  if (read.length === 0) return null;
  const seconds = read.reduce(
    (sum, { from, seenAt }) => sum + Math.max(seenAt - from, 1) / 1000,
    0,
  );
  return rate(read, seconds);
}

const rateOfHour = (rows: readonly SourceThroughput[]): Rate => rate(rows, HOUR_MS / 1000);

function rate(
  rows: readonly { readonly records: number; readonly events: number }[],
  seconds: number,
): Rate {
  const perSecond = (of: 'records' | 'events') =>
    rows.reduce((sum, row) => sum + row[of], 0) / seconds;
  return { recordsPerSecond: perSecond('records'), eventsPerSecond: perSecond('events') };
}
