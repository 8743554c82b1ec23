import {
  type Connector,
  ConnectorError,
  ConnectorFatalError,
  ConnectorRetryableError,
  type Json,
} from '../../connectors/index.ts';
import { prepareRecord, prepareReject } from '../commit/prepare.ts';
import type { IngestContext } from '../context.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import type { StreamMapping } from '../mapping/mapped-record.ts';
import { StreamBatch } from './batch.ts';
import { connectorMessages, type ReadStep } from './connector-messages.ts';
import type { SyncProgress } from './progress.ts';
import { addCounts, addReasons, noCounts, type StreamReport, type SyncFailure } from './report.ts';
import { pause, type RetrySettings, retryDelayMs } from './retry.ts';
import { writeBatch } from './write-batch.ts';

/** What one stream's sync needs. */
export interface StreamSyncOptions {
  readonly sourceId: string;
  readonly stream: string;
  readonly connector: Connector;
  readonly config: unknown;
  readonly mapping: StreamMapping;
  readonly retry: RetrySettings;
  readonly batchRecords: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

const COMMIT_EVERY_MS = 2000;

/** Takes in one stream from its stored state to its end. */
export class StreamSync {
  readonly #context: IngestContext;
  readonly #options: StreamSyncOptions;
  readonly #counts = noCounts();
  readonly #byReason: Record<string, number> = {};
  readonly #startedAt: number;
  #batch = new StreamBatch();
  /** The state that the store holds. */
  #state: Json | null = null;
  #retries = 0;
  #lastCommitAt: number;
  #done: { done: number; total: number | null } = { done: 0, total: null };

  constructor(context: IngestContext, options: StreamSyncOptions) {
    this.#context = context;
    this.#options = options;
    this.#startedAt = context.clock();
    this.#lastCommitAt = this.#startedAt;
  }

  /** Never throws for what the source does wrong: the report says it. */
  async run(): Promise<StreamReport> {
    const { signal, retry, stream, sourceId } = this.#options;
    const { store, clock } = this.#context;
    this.#state = await store.sources.state(sourceId, stream);
    let failedTries = 0;
    while (!signal.aborted) {
      const before = canonicalJson(this.#state);
      try {
        await this.#readToEnd();
        await store.sources.clearError(sourceId, stream);
        return this.#report(null);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        if (signal.aborted) break;
        // A try that got further than the last one starts the count anew.
        failedTries = canonicalJson(this.#state) === before ? failedTries + 1 : 1;
        if (!(error instanceof ConnectorRetryableError) || failedTries >= retry.attempts) {
          await store.sources.saveError(sourceId, stream, error.message, clock());
          return this.#report({ stream, action: actionOf(error), message: error.message });
        }
        const delay = retryDelayMs(retry, failedTries, error.retryAfterMs);
        this.#context.log(
          'The source is away for now; the read begins again from the stored state.',
          {
            sourceId,
            stream,
            failedTries,
            delayMs: Math.round(delay),
          },
        );
        this.#retries += 1;
        await pause(delay, signal);
      }
    }
    return this.#report(null);
  }

  async #readToEnd(): Promise<void> {
    const { connector, config, stream, signal } = this.#options;
    const { clock, baseFolder, log } = this.#context;
    this.#batch = new StreamBatch();
    const lent = { signal, now: clock, baseFolder, log };
    const request = { stream, state: this.#state };
    try {
      for await (const step of connectorMessages(connector, config, request, lent)) {
        if (signal.aborted) return;
        await this.#take(step);
      }
    } catch (error) {
      // What was read before the source went away is good; it need not be read again.
      const worthKeeping = error instanceof ConnectorError && this.#batch.size > 0;
      if (worthKeeping && !signal.aborted) await this.#commit();
      throw error;
    }
    // A stream without news is committed as well: it was reached, and that is worth noting.
    if (!signal.aborted) await this.#commit();
  }

  async #take(step: ReadStep): Promise<void> {
    const { sourceId, mapping, batchRecords, stream } = this.#options;
    const { modalities, clock } = this.#context;
    const now = clock();
    const context = { sourceId, modalities, now };
    switch (step.type) {
      case 'record':
      case 'tombstone':
        this.#batch.add(step.type, prepareRecord(step, mapping, context));
        break;
      case 'reject':
        this.#batch.reject(prepareReject(step, context));
        break;
      case 'failed-record': {
        const { reason } = step;
        const place = `after ${canonicalJson(this.#batch.state ?? this.#state)}`;
        const message = { type: 'reject', stream, position: place, raw: '', reason } as const;
        this.#batch.reject(prepareReject(message, context));
        break;
      }
      case 'state':
        this.#batch.state = step.state;
        break;
      case 'progress':
        this.#done = { done: step.done, total: step.total ?? null };
        this.#tell();
        break;
    }
    const due = step.type === 'state' && now - this.#lastCommitAt >= COMMIT_EVERY_MS;
    const full = step.type === 'state' ? this.#batch.size >= batchRecords : false;
    // Without a state in sight the batch is written all the same; its state stays where it was.
    const bursting = this.#batch.size >= 2 * batchRecords || this.#batch.isHeavy;
    if (due || full || bursting) await this.#commit();
  }

  async #commit(): Promise<void> {
    const batch = this.#batch;
    this.#refuseWrongSchema(batch);
    this.#batch = new StreamBatch();
    const { sourceId, stream } = this.#options;
    const state = batch.state ?? this.#state;
    const counts = await writeBatch(this.#context, sourceId, stream, batch, {
      from: this.#state,
      to: state,
    });
    this.#state = state;
    this.#lastCommitAt = this.#context.clock();
    addCounts(this.#counts, counts);
    addReasons(this.#byReason, batch.reasons());
    this.#tell();
  }

  /** A mapping that fits nothing at all would only fill the dead letters with the whole source. */
  #refuseWrongSchema(batch: StreamBatch): void {
    const { batchRecords, sourceId, stream } = this.#options;
    const first = this.#state === null && this.#counts.records === 0;
    if (!first || batch.accepted.length > 0 || batch.rejected.length < batchRecords) return;
    const [reason] = Object.entries(batch.reasons()).sort(
      ([, left], [, right]) => right - left,
    )[0]!;
    const example = batch.rejected.find((one) => one.reason === reason)!.message;
    this.#batch = new StreamBatch();
    throw new ConnectorFatalError(
      `All of the first ${batch.rejected.length} records of ${sourceId}/${stream} were turned away, most often as ${reason}: ${example} Nothing was stored. Compare the mapping with what \`portrait source discover ${sourceId}\` shows.`,
    );
  }

  #tell(): void {
    const { sourceId, stream, onProgress } = this.#options;
    const { records, events, rejected } = this.#counts;
    onProgress({ sourceId, stream, ...this.#done, records, events, rejected });
  }

  #report(failure: SyncFailure | null): StreamReport {
    return {
      stream: this.#options.stream,
      ...this.#counts,
      byReason: this.#byReason,
      seconds: (this.#context.clock() - this.#startedAt) / 1000,
      state: this.#state,
      retries: this.#retries,
      failure,
    };
  }
}

function actionOf(error: ConnectorError): SyncFailure['action'] {
  return error.action === 'skip-record' ? 'stop' : error.action;
}
