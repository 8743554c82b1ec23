import {
  type Connector,
  ConnectorError,
  ConnectorRetryableError,
  type DriftPolicy,
} from '../../connectors/index.ts';
import { prepareRecord, prepareReject } from '../commit/prepare.ts';
import { refuseWhileHeld } from '../commit/source-held.ts';
import type { IngestContext } from '../context.ts';
import { canonicalJson } from '../identity/canonical-json.ts';
import type { StreamMapping } from '../mapping/mapped-record.ts';
import { BatchWriter } from './batch-writer.ts';
import { connectorMessages, type ReadStep } from './connector-messages.ts';
import { DriftGuard } from './drift-guard.ts';
import type { Ledger } from './ledger.ts';
import type { SyncProgress } from './progress.ts';
import { type CursorRange, withinRange } from './range.ts';
import type { StreamReport, SyncFailure } from './report.ts';
import { pause, type RetrySettings, retryDelayMs } from './retry.ts';
import { type DUE, withDue } from './with-due.ts';
import { SyncConflictError } from './write-batch.ts';

/** What one stream's sync needs. */
export interface StreamSyncOptions {
  readonly sourceId: string;
  readonly stream: string;
  readonly connector: Connector;
  readonly config: unknown;
  readonly mapping: StreamMapping;
  /** Where it is kept how far the read is. */
  readonly ledger: Ledger;
  /** Reads only what lies within, once more; null for a read that goes on. */
  readonly range: CursorRange | null;
  /** What becomes of a change of the stream's schema; null where nobody wants to know. */
  readonly drift: DriftPolicy | null;
  readonly retry: RetrySettings;
  readonly batchRecords: number;
  /** How long what was read may wait for its commit while the source says no more; null reads to the end. */
  readonly followWithinMs: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
}

const COMMIT_EVERY_MS = 2000;

/** Takes in one stream from its stored state to its end, or on and on. */
export class StreamSync {
  readonly #context: IngestContext;
  readonly #options: StreamSyncOptions;
  readonly #writer: BatchWriter;
  readonly #startedAt: number;
  #guard: DriftGuard | null = null;
  #retries = 0;
  #hasError = true;
  /** Whether what was read has waited long enough, and only for the state that covers it. */
  #isOverdue = false;
  #done: { done: number; total: number | null } = { done: 0, total: null };

  constructor(context: IngestContext, options: StreamSyncOptions) {
    this.#context = context;
    this.#options = options;
    this.#startedAt = context.clock();
    const { sourceId, stream, ledger, batchRecords } = options;
    const onCommit = () => this.#tell();
    this.#writer = new BatchWriter(context, { sourceId, stream, ledger, batchRecords, onCommit });
  }

  /**
   * Never throws for what the source does wrong: the report says it.
   * @throws {SourceHeldError} where a person has stopped the source
   */
  async run(): Promise<StreamReport> {
    const { signal, retry, stream, sourceId } = this.#options;
    let failedTries = 0;
    while (!signal.aborted) {
      // A person may have stopped the source while a try had failed: nothing is begun again then.
      refuseWhileHeld(await this.#context.store.sourceControls.of(sourceId));
      const before = canonicalJson(await this.#writer.load());
      try {
        await this.#read();
        return this.#report(null);
      } catch (error) {
        if (signal.aborted) break;
        const failure = this.#problemOf(error);
        // A try that got further than the last one starts the count anew.
        failedTries = canonicalJson(this.#writer.latest()) === before ? failedTries + 1 : 1;
        if (!(failure.cause instanceof SyncConflictError)) await this.#saveError(failure);
        if (!(failure instanceof ConnectorRetryableError) || failedTries >= retry.attempts) {
          return this.#report({ stream, action: actionOf(failure), message: failure.message });
        }
        const delay = retryDelayMs(retry, failedTries, failure.retryAfterMs);
        this.#context.log('The read broke off for now; it begins again from the stored state.', {
          sourceId,
          stream,
          failedTries,
          delayMs: Math.round(delay),
          reason: failure.message,
        });
        this.#retries += 1;
        await pause(delay, signal);
      }
    }
    return this.#report(null);
  }

  async #read(): Promise<void> {
    const { connector, config, stream, range, signal, followWithinMs } = this.#options;
    const { clock, baseFolder, log } = this.#context;
    const writer = this.#writer;
    const ending = new AbortController();
    const lent = {
      signal: AbortSignal.any([signal, ending.signal]),
      now: clock,
      baseFolder,
      log,
    };
    const follow = followWithinMs !== null;
    const request =
      range === null
        ? { stream, state: writer.latest(), stored: writer, follow }
        : { stream, state: writer.latest(), range: { from: range.from, until: range.until } };
    this.#guard = await DriftGuard.open(this.#context, this.#options, lent);
    const read = connectorMessages(connector, config, request, lent);
    const wanted = range === null ? read : withinRange(read, range);
    const messages = this.#guard?.through(wanted) ?? wanted;
    const steps = follow
      ? withDue(
          messages,
          () => !writer.batch.isEmpty,
          followWithinMs,
          () => ending.abort(),
        )
      : messages;
    try {
      for await (const step of steps) {
        if (signal.aborted) return;
        await this.#take(step);
      }
    } catch (error) {
      // What was read before the source went away is good; it need not be read again.
      const worthKeeping = error instanceof ConnectorError && writer.batch.size > 0;
      if (worthKeeping && !signal.aborted) await this.#commit();
      throw error;
    }
    // A stream without news is committed as well: it was reached, and that is worth noting.
    if (signal.aborted) return;
    await this.#commit();
    await this.#guard?.save(true);
  }

  async #take(step: ReadStep | typeof DUE): Promise<void> {
    const { sourceId, mapping, batchRecords, stream } = this.#options;
    const { modalities, clock } = this.#context;
    const { batch } = this.#writer;
    const now = clock();
    const context = { sourceId, modalities, now };
    switch (step.type) {
      case 'record':
      case 'tombstone':
        batch.add(step, prepareRecord(step, mapping, context));
        break;
      case 'reject':
        batch.reject(prepareReject(step, context));
        break;
      case 'failed-record': {
        const { reason } = step;
        const place = `after ${canonicalJson(batch.state ?? this.#writer.latest())}`;
        const message = { type: 'reject', stream, position: place, raw: '', reason } as const;
        batch.reject(prepareReject(message, context));
        break;
      }
      case 'state':
        batch.cover(step.state, step.partitioned === true);
        break;
      case 'progress':
        this.#done = { done: step.done, total: step.total ?? null };
        this.#tell();
        break;
      case 'due':
        break;
    }
    const long = now - this.#writer.lastCommitAt >= COMMIT_EVERY_MS;
    const full = step.type === 'state' && (long || batch.size >= batchRecords);
    // Without a state in sight the batch is written all the same; its state stays where it was.
    const bursting = batch.size >= 2 * batchRecords || batch.isHeavy;
    if (full || bursting) await this.#commit();
    if (step.type === 'due') await this.#commitDue();
  }

  /** In the middle of a page its state is worth waiting for, but no longer than once more. */
  async #commitDue(): Promise<void> {
    const isCovered = this.#writer.batch.state !== null;
    if (isCovered) await this.#commit('covered');
    else if (this.#isOverdue) await this.#commit();
    this.#isOverdue = !isCovered && !this.#isOverdue;
  }

  async #commit(part: 'covered' | 'all' = 'all'): Promise<void> {
    const { ledger, followWithinMs } = this.#options;
    await (part === 'all' ? this.#writer.commit() : this.#writer.commitCovered());
    await this.#guard?.save(followWithinMs !== null);
    if (!this.#hasError) return;
    await ledger.clearError(this.#context.store);
    this.#hasError = false;
  }

  /** What a failed read is to the source's status. @throws what is no fault of the source */
  #problemOf(error: unknown): ConnectorError {
    if (error instanceof ConnectorError) return error;
    // Of a stream that several processes share, a part has changed hands: that is their daily work.
    if (error instanceof SyncConflictError && error.partitioned) {
      return new ConnectorRetryableError(error.message, { cause: error, retryAfterMs: 0 });
    }
    throw error;
  }

  async #saveError(error: ConnectorError): Promise<void> {
    const { store, clock } = this.#context;
    await this.#options.ledger.saveError(store, error.message, clock());
    this.#hasError = true;
  }

  #tell(): void {
    const { sourceId, stream, onProgress } = this.#options;
    const { records, events, rejected } = this.#writer.counts;
    onProgress({ sourceId, stream, ...this.#done, records, events, rejected });
  }

  #report(failure: SyncFailure | null): StreamReport {
    return {
      stream: this.#options.stream,
      ...this.#writer.counts,
      byReason: this.#writer.byReason,
      seconds: (this.#context.clock() - this.#startedAt) / 1000,
      state: this.#writer.latest(),
      retries: this.#retries,
      failure,
    };
  }
}

function actionOf(error: ConnectorError): SyncFailure['action'] {
  return error.action === 'skip-record' ? 'stop' : error.action;
}
