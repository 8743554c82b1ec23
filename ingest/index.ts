export type { AcceptReport, IncomingEvent } from './accept.ts';
export { createIngest, type Ingest, type IngestOptions } from './ingest.ts';
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
export { nearestName } from './nearest.ts';
export {
  type Quarantined,
  type Received,
  type Receiver,
  ReceiverBusyError,
} from './receive/receiver.ts';
export type { ReplayOptions, ReplayReport } from './replay.ts';
export {
  type SourceDeclaration,
  type StreamDeclaration,
  sourceDeclaration,
} from './source-declaration.ts';
export type { FollowOptions } from './sync/follow-source.ts';
export type { SyncProgress } from './sync/progress.ts';
export type { StreamReport, SyncCounts, SyncFailure, SyncReport } from './sync/report.ts';
export type { SyncOptions } from './sync/sync-source.ts';
export { SyncConflictError } from './sync/write-batch.ts';
export { REJECTION_REASONS, RecordRejection, type RejectionReason } from './validate/reasons.ts';
