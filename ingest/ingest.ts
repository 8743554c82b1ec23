import { type ConnectorRegistry, isPush } from '../connectors/index.ts';
import type { Store } from '../store/index.ts';
import { type AcceptReport, acceptEvents, type IncomingEvent } from './accept.ts';
import type { IngestContext } from './context.ts';
import { openReceiver } from './receive/open-receiver.ts';
import type { Receiver } from './receive/receiver.ts';
import { type ReplayOptions, type ReplayReport, replayLetters } from './replay.ts';
import type { SourceDeclaration } from './source-declaration.ts';
import { type FollowOptions, followSource } from './sync/follow-source.ts';
import { type SyncReport, sumReports } from './sync/report.ts';
import { DEFAULT_RETRY, type RetrySettings } from './sync/retry.ts';
import { type SyncOptions, syncSource } from './sync/sync-source.ts';

/** What `createIngest` needs beside the store. */
export interface IngestOptions extends Omit<IngestContext, 'store'> {
  readonly connectors: ConnectorRegistry;
  /** How a source that is away is tried again; six times, from half a second on, by default. */
  readonly retry?: Partial<RetrySettings>;
  /** About how many records are written in one transaction; 2,000 by default. */
  readonly batchRecords?: number;
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
   */
  accept(events: readonly IncomingEvent[], source?: string): Promise<AcceptReport>;
  /**
   * Tries dead letters again with the mappings of the sources as they are declared now.
   * @throws {MappingError} where a mapping function cannot be loaded
   */
  replay(sources: readonly SourceDeclaration[], options?: ReplayOptions): Promise<ReplayReport>;
}

const BATCH_RECORDS = 2000;

export function createIngest(store: Store, options: IngestOptions): Ingest {
  const { connectors, retry, batchRecords = BATCH_RECORDS, ...rest } = options;
  const context: IngestContext = { ...rest, store };
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
    async follow(source, followOptions) {
      await running.get(source.id)?.catch(() => undefined);
      const connector = connectors.find(source.connector);
      if (connector !== null && isPush(connector)) return;
      followed.add(source.id);
      await followSource(context, source, connector, settings, followOptions).finally(() =>
        followed.delete(source.id),
      );
    },
    receiver: (source) => openReceiver(context, source, connectors.find(source.connector)),
    accept: (events, source = 'api') => acceptEvents(context, events, source),
    replay: (sources, replayOptions = {}) =>
      replayLetters(context, sources, connectors, replayOptions),
  };
}

/** What is said of a sync of a source that nothing is read from. */
function notRead(sourceId: string): SyncReport {
  const message =
    'Events are sent to this source while Portrait serves; there is nothing to be read from it.';
  const failure = { stream: '', action: 'mend-config', message } as const;
  return { ...sumReports(sourceId, [], 0, false), failure };
}
