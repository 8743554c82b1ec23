import { AdaptationTable } from './adaptation-table.ts';
import { AudienceTable } from './audience-table.ts';
import { ChangeFeed } from './change-feed.ts';
import { ComparisonTable } from './comparison-table.ts';
import type { StoreContext } from './context.ts';
import { DeadLetterTable } from './dead-letter-table.ts';
import { EncodingFailureTable } from './encoding-failure-table.ts';
import { ErasureTable } from './erasure-table.ts';
import { EventTable } from './event-table.ts';
import { InboxTable } from './inbox-table.ts';
import { ItemTable } from './item-table.ts';
import { LeaseTable } from './lease-table.ts';
import type { Subscribe } from './listeners.ts';
import { MembershipTable } from './membership-table.ts';
import { ModelTable } from './model-table.ts';
import { ProfileTable } from './profile-table.ts';
import { SegmentTable } from './segment-table.ts';
import { SourceBackfillTable } from './source-backfill-table.ts';
import { SourceControlTable } from './source-control-table.ts';
import { SourceQualityTable } from './source-quality-table.ts';
import { type RemovalCounts, type RemovalOptions, removeSourceData } from './source-removal.ts';
import { SourceRunTable } from './source-run-table.ts';
import { SourceTable } from './source-table.ts';
import type { Store } from './store.ts';
import { UserTable } from './user-table.ts';
import { WorkRangeTable } from './work-range-table.ts';

/** The one implementation of `Store`: the embedded and the server database differ below it. */
export class SqlStore implements Store {
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
  readonly #context: StoreContext;
  readonly #subscribe: Subscribe;
  readonly #end: () => Promise<void>;

  constructor(context: StoreContext, subscribe: Subscribe, end: () => Promise<void>) {
    this.kind = context.shared.kind;
    this.events = new EventTable(context);
    this.users = new UserTable(context);
    this.items = new ItemTable(context);
    this.inbox = new InboxTable(context);
    this.sources = new SourceTable(context);
    this.sourceBackfills = new SourceBackfillTable(context);
    this.sourceControls = new SourceControlTable(context);
    this.sourceQuality = new SourceQualityTable(context);
    this.sourceRuns = new SourceRunTable(context);
    this.deadLetters = new DeadLetterTable(context);
    this.changes = new ChangeFeed(context, subscribe);
    this.profiles = new ProfileTable(context);
    this.segments = new SegmentTable(context);
    this.memberships = new MembershipTable(context);
    this.audiences = new AudienceTable(context);
    this.models = new ModelTable(context);
    this.comparisons = new ComparisonTable(context);
    this.encodingFailures = new EncodingFailureTable(context);
    this.workRanges = new WorkRangeTable(context);
    this.leases = new LeaseTable(context);
    this.adaptation = new AdaptationTable(context);
    this.erasures = new ErasureTable(context);
    this.#context = context;
    this.#subscribe = subscribe;
    this.#end = end;
  }

  ofModel(modelId: string): Store {
    return new SqlStore(this.#context.ofModel(modelId), this.#subscribe, this.#end);
  }

  removeSource(sourceId: string, options: RemovalOptions): Promise<RemovalCounts> {
    return removeSourceData(this.#context, sourceId, options);
  }

  transaction<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
    if (this.#context.inTransaction) return work(this);
    return this.#context.transaction((inside) => {
      return work(new SqlStore(inside, this.#subscribe, this.#end));
    });
  }

  onHistory(listener: () => void): () => void {
    return this.#subscribe('histories', listener);
  }

  onErasure(listener: () => void): () => void {
    return this.#subscribe('erasures', listener);
  }

  statementCount(): number {
    return this.#context.shared.statements;
  }

  async close(): Promise<void> {
    if (this.#context.shared.closed) return;
    this.#context.shared.closed = true;
    await this.#end();
  }
}
