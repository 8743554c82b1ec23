export type { AdaptationRevision } from './adaptation-table.ts';
export type {
  AudienceClaim,
  AudienceState,
  AudienceTable,
  DeadEnd,
} from './audience-table.ts';
export type { Change, ChangeCursor, ChangeFeed, OpenChange } from './change-feed.ts';
export type { ComparisonTable } from './comparison-table.ts';
export type { CurrentHistory, PlainEvent } from './current-history.ts';
export type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterTable,
  NewDeadLetter,
} from './dead-letter-table.ts';
export type { EncodingFailure, EncodingFailureTable } from './encoding-failure-table.ts';
export type { ErasedPlace, TakenAway } from './erase-user.ts';
export type { Trace } from './erased-ids.ts';
export type { Erased, ErasureTable } from './erasure-table.ts';
export {
  RangeLostError,
  SequenceAheadError,
  SequenceExpiredError,
  StoreConflictError,
  StoreDamagedError,
  StoreError,
  StoreLockedError,
  StoreUnavailableError,
  StoreUsageError,
  StoreValueError,
  StoreVersionError,
} from './errors.ts';
export { LONGEST_HISTORY } from './event-effective.ts';
export type { EventRow, NewEvent } from './event-row.ts';
export type { EventTable } from './event-table.ts';
export { type FeedPlace, isAfter } from './feed-place.ts';
export type { HistoryFeed } from './history-feed.ts';
export type { IdentityLimits } from './identity-limits.ts';
export type { InboxTable } from './inbox-table.ts';
export type { ItemRow } from './item-row.ts';
export type { ItemFilter, ItemTable } from './item-table.ts';
export type { Json, Scalar } from './json.ts';
export type { MembershipFlow, MembershipFlows } from './membership-flow.ts';
export type { SegmentExchange, SegmentSize } from './membership-over-time.ts';
export type {
  MembershipChange,
  MembershipRow,
  NewMembership,
  StandingVerdict,
  Verdict,
} from './membership-row.ts';
export type { MembershipTable } from './membership-table.ts';
export { placeOfModel } from './model-switch.ts';
export {
  type ModelEncoding,
  type ModelRow,
  type ModelState,
  type ModelTable,
  type NewModel,
  PROFILES,
} from './model-table.ts';
export { openStore, type StoreOptions } from './open-store.ts';
export { type KeysetPage, MAXIMUM_PAGE_SIZE, type Page } from './page.ts';
export { type FormedProfile, formProfile, PreparedProfiles } from './prepared-profiles.ts';
export type {
  NewProfile,
  ProfileHead,
  ProfileHistoryRow,
  ProfileRow,
  StoredProfile,
} from './profile-row.ts';
export type { ProfileTable } from './profile-table.ts';
export type {
  NewSegment,
  SegmentFilter,
  SegmentKind,
  SegmentRow,
  SegmentTable,
  SegmentVersionRow,
} from './segment-table.ts';
export type {
  BackfillRange,
  SourceBackfill,
  SourceBackfillTable,
} from './source-backfill-table.ts';
export type { SourceControl, SourceControlTable } from './source-control-table.ts';
export type {
  DailyStatistics,
  FieldStatistics,
  SourceQualityTable,
} from './source-quality-table.ts';
export type { RemovalCounts, RemovalOptions } from './source-removal.ts';
export type { SourceRun, SourceRunTable, SourceThroughput } from './source-run-table.ts';
export type { SourceProgress, SourceStatus, SourceTable } from './source-table.ts';
export type { Store } from './store.ts';
export type { NewConsent, NewTrait } from './user-declarations.ts';
export { type ExternalId, userIdOf } from './user-resolve.ts';
export type { UserTable } from './user-table.ts';
export { MAXIMUM_KEY_BYTES, MAXIMUM_TEXT_LENGTH } from './values.ts';
export { RANGES, type Worker, type WorkRangeTable } from './work-range-table.ts';
