export type { AcceptReport, IncomingEvent } from './accept.ts';
export { BusyError } from './busy-error.ts';
export { SourceHeldError } from './commit/source-held.ts';
export { createIngest, type Ingest, type IngestOptions, type SourceRemoval } from './ingest.ts';
export { type MappingProblem, mappingProblems } from './mapping/check-mapping.ts';
export { type MappingDeclaration, mappingDeclaration } from './mapping/declaration.ts';
export { MappingError } from './mapping/load-mapping.ts';
export type {
  ExternalId,
  MappedConsent,
  MappedEvent,
  MappedItem,
  MappedPart,
  MappedUser,
  RecordMapping,
  SourceRecord,
} from './mapping/mapped-record.ts';
export {
  type QualityDeclaration,
  qualityDeclaration,
  WARNING_KINDS,
  type WarningKind,
} from './quality/quality-declaration.ts';
export {
  type FieldQuality,
  qualityReport,
  type SourceQuality,
  type StreamQuality,
} from './quality/quality-report.ts';
export type { QualityWarning } from './quality/warning.ts';
export type {
  Quarantined,
  Received,
  Receiver,
} from './receive/receiver.ts';
export type { LetterChoice, ReplayReport } from './replay.ts';
export {
  type SourceDeclaration,
  type StreamDeclaration,
  sourceDeclaration,
} from './source-declaration.ts';
export {
  type DeclaredSource,
  declaredSource,
  knownOfSources,
  lagOf,
  type Rate,
  type SourceOverview,
  sourceOverviews,
} from './status/source-overview.ts';
export { nextRunAt, SOURCE_STATES, type SourceState } from './status/source-state.ts';
export { BackfillError, type BackfillOptions, type RunningBackfill } from './sync/backfill.ts';
export type { FollowOptions } from './sync/follow-source.ts';
export type { SyncProgress } from './sync/progress.ts';
export type { StreamReport, SyncCounts, SyncFailure, SyncReport } from './sync/report.ts';
export type { SyncOptions } from './sync/sync-source.ts';
export { SyncConflictError } from './sync/write-batch.ts';
export { REJECTION_REASONS, RecordRejection, type RejectionReason } from './validate/reasons.ts';
