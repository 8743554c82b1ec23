import { ConnectorFatalError, type Json, type StoredState } from '../../connectors/index.ts';
import type { IngestContext } from '../context.ts';
import { StreamBatch } from './batch.ts';
import type { Ledger } from './ledger.ts';
import { addCounts, addReasons, noCounts } from './report.ts';
import { SyncConflictError, stateAfter, writeBatch } from './write-batch.ts';

/** Which stream is written, and how much of it must fit before a mapping is judged. */
export interface BatchWriterOptions {
  readonly sourceId: string;
  readonly stream: string;
  readonly ledger: Ledger;
  readonly batchRecords: number;
  readonly onCommit: () => void;
}

/** Collects what is read of a stream, writes it batch by batch, and knows which state is stored. */
export class BatchWriter implements StoredState {
  readonly counts = noCounts();
  readonly byReason: Record<string, number> = {};
  readonly #context: IngestContext;
  readonly #options: BatchWriterOptions;
  #batch = new StreamBatch();
  #state: Json | null = null;
  #writing: Promise<void> = Promise.resolve();
  #lastCommitAt: number;

  constructor(context: IngestContext, options: BatchWriterOptions) {
    this.#context = context;
    this.#options = options;
    this.#lastCommitAt = context.clock();
  }

  /** What was read and is not written yet. */
  get batch(): StreamBatch {
    return this.#batch;
  }

  get lastCommitAt(): number {
    return this.#lastCommitAt;
  }

  latest(): Json | null {
    return this.#state;
  }

  async refresh(): Promise<Json | null> {
    try {
      await this.commitCovered();
    } catch (error) {
      // What somebody else has taken on meanwhile is theirs to store.
      if (!(error instanceof SyncConflictError)) throw error;
    }
    return this.load();
  }

  /** Forgets what is not written, and gives the state that the store holds. */
  async load(): Promise<Json | null> {
    await this.#writing.catch(() => undefined);
    this.#batch = new StreamBatch();
    this.#state = await this.#options.ledger.state(this.#context.store);
    return this.#state;
  }

  /**
   * Writes what was read so far, one batch after the other, however many ask for it.
   * @throws {SyncConflictError} where another process has moved the state; the batch is dropped
   */
  commit(): Promise<void> {
    return this.#inTurn(() => {
      const batch = this.#batch;
      this.#batch = new StreamBatch();
      return this.#write(batch);
    });
  }

  /** The same for what the last state covers; what came after it waits for the next. */
  commitCovered(): Promise<void> {
    return this.#inTurn(async () => {
      const { covered, rest } = this.#batch.split();
      this.#batch = rest;
      if (!covered.isEmpty) await this.#write(covered);
    });
  }

  #inTurn(write: () => Promise<void>): Promise<void> {
    const writing = this.#writing.catch(() => undefined).then(write);
    this.#writing = writing;
    return writing;
  }

  async #write(batch: StreamBatch): Promise<void> {
    this.#refuseWrongSchema(batch);
    const { sourceId, stream, ledger, onCommit } = this.#options;
    const from = this.#state;
    const counts = await writeBatch(this.#context, sourceId, stream, batch, { ledger, from });
    if (batch.state !== null) this.#state = stateAfter(this.#state, batch);
    this.#lastCommitAt = this.#context.clock();
    addCounts(this.counts, counts);
    addReasons(this.byReason, batch.reasons());
    onCommit();
  }

  /** A mapping that fits nothing at all would only fill the dead letters with the whole source. */
  #refuseWrongSchema(batch: StreamBatch): void {
    const { batchRecords, sourceId, stream } = this.#options;
    const first = this.#state === null && this.counts.records === 0;
    if (!first || batch.accepted.length > 0 || batch.rejected.length < batchRecords) return;
    const [reason] = Object.entries(batch.reasons()).sort(
      ([, left], [, right]) => right - left,
    )[0]!;
    const example = batch.rejected.find((one) => one.reason === reason)!.message;
    throw new ConnectorFatalError(
      `All of the first ${batch.rejected.length} records of ${sourceId}/${stream} were turned away, most often as ${reason}: ${example} Nothing was stored. Compare the mapping with what \`portrait source discover ${sourceId}\` shows.`,
    );
  }
}
