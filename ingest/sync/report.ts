import type { Json } from '../../connectors/index.ts';

/** Why a stream could not be read to its end. */
export interface SyncFailure {
  readonly stream: string;
  /** What to do next: mend the configuration, try again later, or look into it. */
  readonly action: 'mend-config' | 'retry' | 'stop';
  readonly message: string;
}

/** How many of what a sync took in. */
export interface SyncCounts {
  /** Records read, bad ones included, deletions not. */
  records: number;
  /** Deletions that the source reported. */
  tombstones: number;
  /** Events that were not there before. */
  events: number;
  /** Events that were there already and were not counted again. */
  duplicates: number;
  /** Earlier events that count no more. */
  deletions: number;
  /** Records and rows turned away; each is a dead letter. */
  rejected: number;
  /** Events not kept because their user refused profiling, or because somebody in them was erased. */
  refused: number;
  /** Records that the mapping has no use for. */
  ignored: number;
  /** Events that name an item which no source has described so far. */
  unknownItems: number;
  /** Events of users whom no record had named before. */
  unknownUsers: number;
  /** Records kept aside because the source is in quarantine; each waits as a dead letter. */
  quarantined: number;
}

export interface StreamReport extends SyncCounts {
  readonly stream: string;
  /** How many records were rejected for which reason. */
  readonly byReason: Record<string, number>;
  readonly seconds: number;
  /** The state that is stored now: what comes after it is read next time. */
  readonly state: Json | null;
  /** How often the source was away and the read began again. */
  readonly retries: number;
  readonly failure: SyncFailure | null;
}

/** What a sync of a source came to: the sum over its streams, and each of them. */
export interface SyncReport extends SyncCounts {
  readonly sourceId: string;
  readonly byReason: Record<string, number>;
  readonly seconds: number;
  /** The stored state of each stream. */
  readonly state: Record<string, Json | null>;
  readonly streams: readonly StreamReport[];
  /** The first failure; null where every stream was read to its end. */
  readonly failure: SyncFailure | null;
  /** True where the caller's signal ended it early. */
  readonly aborted: boolean;
}

export const noCounts = (): SyncCounts => ({
  records: 0,
  tombstones: 0,
  events: 0,
  duplicates: 0,
  deletions: 0,
  rejected: 0,
  refused: 0,
  ignored: 0,
  unknownItems: 0,
  unknownUsers: 0,
  quarantined: 0,
});

/** Adds the counts of a batch to a running total. */
export function addCounts(total: SyncCounts, batch: Partial<SyncCounts>): void {
  for (const name of Object.keys(total) as (keyof SyncCounts)[]) total[name] += batch[name] ?? 0;
}

export function addReasons(total: Record<string, number>, more: Record<string, number>): void {
  for (const [reason, count] of Object.entries(more)) total[reason] = (total[reason] ?? 0) + count;
}

export function sumReports(
  sourceId: string,
  streams: readonly StreamReport[],
  seconds: number,
  aborted: boolean,
): SyncReport {
  const counts = noCounts();
  const byReason: Record<string, number> = {};
  for (const stream of streams) {
    addCounts(counts, stream);
    addReasons(byReason, stream.byReason);
  }
  return {
    sourceId,
    ...counts,
    byReason,
    seconds,
    state: Object.fromEntries(streams.map(({ stream, state }) => [stream, state])),
    streams,
    failure: streams.find(({ failure }) => failure !== null)?.failure ?? null,
    aborted,
  };
}
