import type { AdaptationTable } from './adaptation-table.ts';
import type { AudienceTable } from './audience-table.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ComparisonTable } from './comparison-table.ts';
import type { DeadLetterTable } from './dead-letter-table.ts';
import type { EncodingFailureTable } from './encoding-failure-table.ts';
import type { ErasureTable } from './erasure-table.ts';
import type { EventTable } from './event-table.ts';
import type { InboxTable } from './inbox-table.ts';
import type { ItemTable } from './item-table.ts';
import type { LeaseTable } from './lease-table.ts';
import type { MembershipTable } from './membership-table.ts';
import type { ModelTable } from './model-table.ts';
import type { ProfileTable } from './profile-table.ts';
import type { SegmentTable } from './segment-table.ts';
import type { SourceBackfillTable } from './source-backfill-table.ts';
import type { SourceControlTable } from './source-control-table.ts';
import type { SourceQualityTable } from './source-quality-table.ts';
import type { RemovalCounts, RemovalOptions } from './source-removal.ts';
import type { SourceRunTable } from './source-run-table.ts';
import type { SourceTable } from './source-table.ts';
import type { UserTable } from './user-table.ts';
import type { WorkRangeTable } from './work-range-table.ts';

/** Everything that Portrait keeps; one door for the embedded and the server database. */
export interface Store {
  /** `embedded`: PGlite in this process; `server`: PostgreSQL, shared with other processes. */
  readonly kind: 'embedded' | 'server';
  readonly events: EventTable;
  readonly users: UserTable;
  readonly items: ItemTable;
  readonly inbox: InboxTable;
  readonly sources: SourceTable;
  readonly sourceBackfills: SourceBackfillTable;
  readonly sourceControls: SourceControlTable;
  readonly sourceQuality: SourceQualityTable;
  readonly sourceRuns: SourceRunTable;
  readonly deadLetters: DeadLetterTable;
  readonly changes: ChangeFeed;
  readonly profiles: ProfileTable;
  readonly segments: SegmentTable;
  readonly memberships: MembershipTable;
  readonly audiences: AudienceTable;
  readonly models: ModelTable;
  readonly comparisons: ComparisonTable;
  readonly encodingFailures: EncodingFailureTable;
  readonly workRanges: WorkRangeTable;
  readonly leases: LeaseTable;
  readonly adaptation: AdaptationTable;
  readonly erasures: ErasureTable;
  /**
   * The same store with the profiles, verdicts, segments and active model of one model, whichever
   * serves: whoever reads through it never sees a mixture of two. Not inside a transaction.
   */
  ofModel(modelId: string): Store;
  /**
   * Takes away all that came from a source in one transaction, or says how much that is. Held back by
   * `sourceControls.beginRemoval`, no batch of the source comes in between.
   */
  removeSource(sourceId: string, options: RemovalOptions): Promise<RemovalCounts>;
  /**
   * Runs work as one transaction: all of it is stored, or none where it throws. Work that meets a
   * conflict with another writer is run again, so it must not act on anything but the store it is
   * given. A transaction within it is the same transaction. The embedded store runs one at a time:
   * keep it short.
   * @throws {StoreUsageError} where work uses the outer store instead of the one it is given
   */
  transaction<Result>(work: (store: Store) => Promise<Result>): Promise<Result>;
  /**
   * Calls the listener after commits that wrote profiles or membership changes: of this process, and
   * on a server of all others. A hint to read their feeds: also poll now and then.
   * @returns what takes the listener off again
   */
  onHistory(listener: () => void): () => void;
  /** Calls the listener after somebody was erased, as `onHistory` does: drop what is remembered of users. */
  onErasure(listener: () => void): () => void;
  /** How many SQL statements were sent so far, `begin` and `commit` not counted. */
  statementCount(): number;
  /** Ends the database's work and lets go of the folder. May be called twice. */
  close(): Promise<void>;
}
