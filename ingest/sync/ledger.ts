import type { Json } from '../../connectors/index.ts';
import type { BackfillRange, SourceProgress, Store } from '../../store/index.ts';

/** Where a read keeps how far it is; each call is given the store of the transaction it belongs to. */
export interface Ledger {
  state(store: Store): Promise<Json | null>;
  /** @returns false where somebody else has moved the state; nothing is changed then */
  save(store: Store, progress: SourceProgress): Promise<boolean>;
  saveError(store: Store, message: string, at: number): Promise<void>;
  clearError(store: Store): Promise<void>;
}

/** The stream's own state, from which the next sync goes on. */
export const streamLedger = (sourceId: string, stream: string): Ledger => ({
  state: ({ sources }) => sources.state(sourceId, stream),
  save: ({ sources }, progress) => sources.save(sourceId, stream, progress),
  saveError: ({ sources }, message, at) => sources.saveError(sourceId, stream, message, at),
  clearError: ({ sources }) => sources.clearError(sourceId, stream),
});

/** The state of a backfill; of the stream's own row only what has come in is counted. */
export const backfillLedger = (range: BackfillRange): Ledger => ({
  state: ({ sourceBackfills }) => sourceBackfills.state(range),
  async save({ sourceBackfills, sources }, progress) {
    const { events, duplicates, watermark: latestAt } = progress;
    if (!(await sourceBackfills.save(range, progress))) return false;
    await sources.addLater(range.sourceId, range.stream, { events, duplicates, latestAt });
    return true;
  },
  saveError: ({ sourceBackfills }, message) => sourceBackfills.saveError(range, message),
  clearError: ({ sourceBackfills }) => sourceBackfills.clearError(range),
});
