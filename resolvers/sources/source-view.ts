import type { Source, SourceStream } from '../../schema/index.ts';
import type { SourceStatus } from '../../store/index.ts';
import type { DeclaredSource } from './source-service.ts';

const sum = (streams: readonly SourceStream[], of: (stream: SourceStream) => number) =>
  streams.reduce((total, stream) => total + of(stream), 0);

/** Seconds from a watermark to now; a record from the future is not ahead of time. */
export const lagOf = (watermark: number | null, now: number): number | null =>
  watermark === null ? null : Math.max(0, (now - watermark) / 1000);

/** Declared sources and those that the store knows besides (applications, sources taken out). */
export function sourcesOf(
  declared: readonly DeclaredSource[],
  status: readonly SourceStatus[],
  now: number,
): Source[] {
  const ids = new Set([...declared.map(({ id }) => id), ...status.map((row) => row.sourceId)]);
  return [...ids].map((id) =>
    sourceOf(
      id,
      declared.find((source) => source.id === id) ?? null,
      status.filter((row) => row.sourceId === id),
      now,
    ),
  );
}

function sourceOf(
  id: string,
  declared: DeclaredSource | null,
  rows: readonly SourceStatus[],
  now: number,
): Source {
  const names = new Set([...(declared?.streams ?? []), ...rows.map(({ stream }) => stream)]);
  const streams = [...names].map((name) => streamOf(name, rows, now));
  const failures = streams
    .filter(({ lastError }) => lastError !== null)
    .sort((left, right) => (right.lastErrorAt ?? 0) - (left.lastErrorAt ?? 0));
  const watermarks = streams.flatMap(({ watermark }) => (watermark === null ? [] : [watermark]));
  const watermark = watermarks.length > 0 ? Math.min(...watermarks) : null;
  return {
    __typename: 'Source',
    id,
    connector: declared?.connector ?? null,
    streams,
    watermark,
    lagSeconds: lagOf(watermark, now),
    records: sum(streams, (stream) => stream.records),
    events: sum(streams, (stream) => stream.events),
    duplicates: sum(streams, (stream) => stream.duplicates),
    rejected: sum(streams, (stream) => stream.rejected),
    lastError: failures[0]?.lastError ?? null,
  };
}

function streamOf(name: string, rows: readonly SourceStatus[], now: number): SourceStream {
  const row = rows.find(({ stream }) => stream === name);
  const watermark = row?.watermark ?? null;
  return {
    name,
    state: row?.state ?? null,
    watermark,
    lagSeconds: lagOf(watermark, now),
    records: row?.records ?? 0,
    events: row?.events ?? 0,
    duplicates: row?.duplicates ?? 0,
    rejected: row?.rejected ?? 0,
    lastSuccessAt: row?.lastSuccessAt ?? null,
    lastErrorAt: row?.lastErrorAt ?? null,
    lastError: row?.lastError ?? null,
  };
}
