import { type ConnectorRegistry, isPush } from '../connectors/index.ts';
import type { RemovalCounts, RemovalOptions, Store } from '../store/index.ts';
import { type AcceptReport, acceptEvents, type IncomingEvent } from './accept.ts';
import type { IngestContext } from './context.ts';
import { DEFAULT_QUALITY, type QualityDeclaration } from './quality/quality-declaration.ts';
import { QualityGuard } from './quality/quality-guard.ts';
import { qualityReport, type SourceQuality } from './quality/quality-report.ts';
import { openReceiver } from './receive/open-receiver.ts';
import type { Receiver } from './receive/receiver.ts';
import { releaseSource } from './release-source.ts';
import { type LetterChoice, type ReplayReport, replayLetters } from './replay.ts';
import type { SourceDeclaration } from './source-declaration.ts';
import {
  BackfillError,
  type BackfillOptions,
  backfillSource,
  type RunningBackfill,
} from './sync/backfill.ts';
import { type FollowOptions, followSource } from './sync/follow-source.ts';
import { type SyncReport, sumReports } from './sync/report.ts';
import { DEFAULT_RETRY, type RetrySettings } from './sync/retry.ts';
import { type SyncOptions, syncSource } from './sync/sync-source.ts';

/** What `createIngest` needs beside the store. */
export interface IngestOptions extends Omit<IngestContext, 'store' | 'guard'> {
  readonly connectors: ConnectorRegistry;
  /** How a source that is away is tried again; six times, from half a second on, by default. */
  readonly retry?: Partial<RetrySettings>;
  /** About how many records are written in one transaction; 2,000 by default. */
  readonly batchRecords?: number;
  /** What is warned about, and what puts a source into quarantine; nothing does by default. */
  readonly quality?: QualityDeclaration;
  /** How many messages that are sent here are written in one transaction; 5,000 at most by default. */
  readonly pushedAtOnce?: number;
}

/** What removing a source came to, or would come to. */
export interface SourceRemoval {
  readonly counts: RemovalCounts;
  /** What the source kept for its reader and was let go of, or why not, in sentences. */
  readonly released: readonly string[];
}

/** The one way in for every event. */
export interface Ingest {
  /**
   * Takes in a source from where it was left. A source that is being synced already is not read
   * twice: the running sync's report is given, and an empty one where it is followed. What the source
   * does wrong is in the report and in the source's status.
   * @throws {SyncConflictError} where another process syncs the same source
   */
  sync(source: SourceDeclaration, options?: SyncOptions): Promise<SyncReport>;
  /**
   * Reads a range of a source once more, beside its syncs; answers as soon as it is under way.
   * @throws {BackfillError} where the range is none, or a stream cannot be read by one
   * @throws {MappingError} where the source as declared cannot work
   * @throws {SourceHeldError} where a person does not want the source to be read
   */
  backfill(source: SourceDeclaration, options: BackfillOptions): Promise<RunningBackfill>;
  /**
   * Takes in a source on and on, each of its streams by itself, until the signal aborts; then what is
   * committed stays. Whatever goes wrong, a stream is begun again with growing pauses.
   */
  follow(source: SourceDeclaration, options: FollowOptions): Promise<void>;
  /**
   * Makes a source ready whose events are sent to it.
   * @throws {MappingError} where its mapping cannot be used, or nothing can be sent to it
   */
  receiver(source: SourceDeclaration): Promise<Receiver>;
  /**
   * Takes in events from an application.
   * @param source names where they come from; `api` by default
   * @throws {BusyError} where profiles are too far behind; nothing was stored then
   */
  accept(events: readonly IncomingEvent[], source?: string): Promise<AcceptReport>;
  /**
   * Tries dead letters again with the mappings of the sources as they are declared now.
   * @throws {MappingError} where a mapping function cannot be loaded
   */
  replay(sources: readonly SourceDeclaration[], choice?: LetterChoice): Promise<ReplayReport>;
  /** What came from one source, or all, in the last week, and what to look at. */
  quality(sourceId?: string): Promise<SourceQuality[]>;
  /**
   * Removes a source: with `data` all that came from it, otherwise only how far it was read. It is not
   * read again until it is resumed. Killed at any instant it can be called again and goes on.
   * @param declared the source as it is declared, so that what it keeps for its reader is let go of
   */
  remove(
    sourceId: string,
    options: RemovalOptions,
    declared?: SourceDeclaration,
  ): Promise<SourceRemoval>;
  /** Drops dead letters with what they hold. @returns how many there were */
  discard(choice: LetterChoice): Promise<number>;
}

const BATCH_RECORDS = 2000;
const PUSHED_AT_ONCE = 5000;
const NOT_READ =
  'Events are sent to this source while Portrait serves; there is nothing to be read from it.';

export function createIngest(store: Store, options: IngestOptions): Ingest {
  const {
    connectors,
    retry,
    batchRecords = BATCH_RECORDS,
    pushedAtOnce = PUSHED_AT_ONCE,
    quality,
    ...rest
  } = options;
  const guard = new QualityGuard(quality ?? DEFAULT_QUALITY);
  const context: IngestContext = { ...rest, store, guard };
  const settings = { retry: { ...DEFAULT_RETRY, ...retry }, batchRecords };
  const running = new Map<string, Promise<SyncReport>>();
  const followed = new Set<string>();
  return {
    sync(source, syncOptions = {}) {
      const known = running.get(source.id);
      if (known) return known;
      if (followed.has(source.id)) return Promise.resolve(sumReports(source.id, [], 0, false));
      const connector = connectors.find(source.connector);
      if (connector !== null && isPush(connector)) return Promise.resolve(notRead(source.id));
      const report = syncSource(context, source, connector, settings, syncOptions).finally(() =>
        running.delete(source.id),
      );
      running.set(source.id, report);
      return report;
    },
    async backfill(source, backfillOptions) {
      const connector = connectors.find(source.connector);
      if (connector !== null && isPush(connector)) throw new BackfillError(NOT_READ);
      return backfillSource(context, source, connector, settings, backfillOptions);
    },
    async follow(source, followOptions) {
      await running.get(source.id)?.catch(() => undefined);
      const connector = connectors.find(source.connector);
      if (connector !== null && isPush(connector)) return;
      followed.add(source.id);
      await followSource(context, source, connector, settings, followOptions).finally(() =>
        followed.delete(source.id),
      );
    },
    receiver: (source) =>
      openReceiver(context, source, connectors.find(source.connector), pushedAtOnce),
    accept: (events, source = 'api') => acceptEvents(context, events, source),
    replay: (sources, choice = {}) => replayLetters(context, sources, connectors, choice),
    quality: (sourceId) =>
      qualityReport(store, quality ?? DEFAULT_QUALITY, context.clock(), sourceId ?? null),
    async remove(sourceId, removal, declared) {
      const { dryRun } = removal;
      const release = async () => {
        if (declared === undefined) return [];
        return releaseSource(context, declared, connectors.find(declared.connector), dryRun);
      };
      if (dryRun) {
        return { counts: await store.removeSource(sourceId, removal), released: await release() };
      }
      const at = context.clock();
      // Committed first: from here on no batch of the source is stored.
      await store.sourceControls.beginRemoval(sourceId, at);
      const released = await release();
      const counts = await store.transaction(async (inside) => {
        const removed = await inside.removeSource(sourceId, removal);
        await inside.sourceControls.endRemoval(sourceId, at);
        return removed;
      });
      return { counts, released };
    },
    discard: ({ sourceId, ...filter }) => store.deadLetters.discard(sourceId ?? null, filter),
  };
}

/** What is said of a sync of a source that nothing is read from. */
function notRead(sourceId: string): SyncReport {
  const failure = { stream: '', action: 'mend-config', message: NOT_READ } as const;
  return { ...sumReports(sourceId, [], 0, false), failure };
}
