export { Audience } from './audiences/audience.ts';
export { AudienceDeadEnd } from './audiences/dead-end.ts';
export { AdaptationStatus } from './catalog/adaptation-status.ts';
export {
  DataQuality,
  DataQualityKind,
  DataQualityWarning,
  ModalityCoverage,
} from './catalog/data-quality.ts';
export { Item } from './catalog/item.ts';
export { ItemConnection } from './catalog/item-connection.ts';
export { Model } from './catalog/model.ts';
export { ModelComparison } from './catalog/model-comparison.ts';
export { ModelProgress } from './catalog/model-progress.ts';
export { ModelState } from './catalog/model-state.ts';
export { Training } from './catalog/training.ts';
export { Event } from './events/event.ts';
export { EventConnection } from './events/event-connection.ts';
export { SentenceLocale } from './events/locale.ts';
export { Contrast } from './explanations/contrast.ts';
export { Counterfactual } from './explanations/counterfactual.ts';
export { EvidenceEventConnection } from './explanations/evidence-connection.ts';
export { EvidenceEvent } from './explanations/evidence-event.ts';
export { Explanation } from './explanations/explanation.ts';
export { ExplanationBody, type RankedEvent } from './explanations/explanation-body.ts';
export { Factor } from './explanations/factor.ts';
export { Faithfulness } from './explanations/faithfulness.ts';
export { ReadOutExplanation } from './explanations/read-out-explanation.ts';
export { UnmetCondition } from './explanations/unmet-condition.ts';
export { DeadLetterFilter } from './inputs/dead-letter-filter.ts';
export { EventInput } from './inputs/event-input.ts';
export { ExternalIdInput } from './inputs/external-id-input.ts';
export {
  LapseInput,
  LikeInput,
  PredictionInput,
  PurchaseInput,
  ThresholdInput,
} from './inputs/scored-input.ts';
export { SegmentInput } from './inputs/segment-input.ts';
export { Node } from './node.ts';
export { type Connection, connectionType, type Edge } from './paging/connection.ts';
export { PageArguments } from './paging/page-arguments.ts';
export { PageInfo } from './paging/page-info.ts';
export { ErasedPlace } from './privacy/erased-place.ts';
export { Erasure } from './privacy/erasure.ts';
export { ErasureRemains } from './privacy/erasure-remains.ts';
export { ErasedUser } from './problems/erased-user.ts';
export { InvalidRule } from './problems/invalid-rule.ts';
export { MappingInvalid } from './problems/mapping-invalid.ts';
export { ModelRefused } from './problems/model-refused.ts';
export { NoProfile } from './problems/no-profile.ts';
export { Problem } from './problems/problem.ts';
export { RuleProblem } from './problems/rule-problem.ts';
export { SegmentExists } from './problems/segment-exists.ts';
export { SegmentInUse } from './problems/segment-in-use.ts';
export { SequenceNotKept } from './problems/sequence-not-kept.ts';
export { TooManyEvents } from './problems/too-many-events.ts';
export { UnknownAudience } from './problems/unknown-audience.ts';
export { UnknownReadOut } from './problems/unknown-read-out.ts';
export { UnknownSegment } from './problems/unknown-segment.ts';
export { UnknownSource } from './problems/unknown-source.ts';
export { UnknownUser } from './problems/unknown-user.ts';
export { ArchiveSegmentResult } from './results/archive-segment-result.ts';
export { AudienceReplayed } from './results/audience-replayed.ts';
export { CreateSegmentResult } from './results/create-segment-result.ts';
export { DeadLettersDiscarded } from './results/dead-letters-discarded.ts';
export { DeadLettersReplayed } from './results/dead-letters-replayed.ts';
export { DiscardDeadLettersResult } from './results/discard-dead-letters-result.ts';
export { EraseUserResult } from './results/erase-user-result.ts';
export { EventsIngested } from './results/events-ingested.ts';
export { ContrastResult, ExplainResult, ReadOutExplainResult } from './results/explain-result.ts';
export { IngestResult } from './results/ingest-result.ts';
export { ModelChanged } from './results/model-changed.ts';
export { ModelResult } from './results/model-result.ts';
export { PreviewSegmentResult } from './results/preview-segment-result.ts';
export { RejectedEvent } from './results/rejected-event.ts';
export { RemoveSourceResult } from './results/remove-source-result.ts';
export { ReplayAudienceResult } from './results/replay-audience-result.ts';
export { ReplayDeadLettersResult } from './results/replay-dead-letters-result.ts';
export { SegmentArchived } from './results/segment-archived.ts';
export { SegmentCreated } from './results/segment-created.ts';
export { SourceRemoved } from './results/source-removed.ts';
export { SourceSwitched } from './results/source-switched.ts';
export { StartBackfillResult } from './results/start-backfill-result.ts';
export { StartSyncResult } from './results/start-sync-result.ts';
export { SwitchSourceResult } from './results/switch-source-result.ts';
export { SyncStarted } from './results/sync-started.ts';
export { UserErased } from './results/user-erased.ts';
export { DateTime } from './scalars/date-time.ts';
export { JsonScalar } from './scalars/json.ts';
export { SafeInteger } from './scalars/safe-integer.ts';
export { HeldBack, MeasuredLift, Unmeasured } from './segments/measured.ts';
export { Membership } from './segments/membership.ts';
export { MembershipChange } from './segments/membership-change.ts';
export { MembershipChangeConnection } from './segments/membership-change-connection.ts';
export { MembershipConnection } from './segments/membership-connection.ts';
export {
  ActiveArea,
  ActivityKind,
  CommonThing,
  ItemShare,
  SegmentActivity,
} from './segments/portrait/segment-activity.ts';
export { NearestSegment, SegmentComparison } from './segments/portrait/segment-comparison.ts';
export {
  SegmentDifference,
  SegmentDifferenceConnection,
} from './segments/portrait/segment-difference.ts';
export {
  SegmentFlow,
  SegmentPortrait,
  SegmentSize,
  ShownMember,
} from './segments/portrait/segment-portrait.ts';
export { SegmentTies } from './segments/portrait/segment-ties.ts';
export { ShareDifference } from './segments/portrait/share-difference.ts';
export { Segment } from './segments/segment.ts';
export { SegmentConnection } from './segments/segment-connection.ts';
export {
  GrowthCause,
  GrowthReason,
  MembershipDirection,
  SegmentGrowth,
} from './segments/segment-growth.ts';
export { SegmentKind } from './segments/segment-kind.ts';
export { SegmentLearning } from './segments/segment-learning.ts';
export { LineageChange, SegmentAncestor, SegmentLineage } from './segments/segment-lineage.ts';
export { SegmentOverlap } from './segments/segment-overlap.ts';
export { SegmentPreview } from './segments/segment-preview.ts';
export { SegmentVersion } from './segments/segment-version.ts';
export { Verdict } from './segments/verdict.ts';
export { DeadLetter } from './sources/dead-letter.ts';
export { DeadLetterConnection } from './sources/dead-letter-connection.ts';
export { DeadLetterReason } from './sources/letter-reason.ts';
export { QualityWarning } from './sources/quality-warning.ts';
export { RemovalCounts } from './sources/removal-counts.ts';
export { Source } from './sources/source.ts';
export { SourceBackfill } from './sources/source-backfill.ts';
export { SourceQuality } from './sources/source-quality.ts';
export { SourceState } from './sources/source-state.ts';
export { SourceStream } from './sources/source-stream.ts';
export { SyncCounts } from './sources/sync-counts.ts';
export { Adaptation } from './users/adaptation.ts';
export { AdaptationMode } from './users/adaptation-mode.ts';
export { Contribution } from './users/contribution.ts';
export { ExternalId } from './users/external-id.ts';
export { Feature } from './users/feature.ts';
export { ForgettingRate } from './users/forgetting-rate.ts';
export { Freshness } from './users/freshness.ts';
export { Interest } from './users/interest.ts';
export { ModalityShare } from './users/modality-share.ts';
export { Neighbour } from './users/neighbour.ts';
export { PastAdaptation } from './users/past-adaptation.ts';
export { Place } from './users/place.ts';
export { Profile } from './users/profile.ts';
export { ProfileChange } from './users/profile-change.ts';
export { ReadOut } from './users/read-out.ts';
export { Recommendation } from './users/recommendation.ts';
export { Session, SessionInterest, SessionItem } from './users/session.ts';
export { SimilarUser } from './users/similar-user.ts';
export { SourceFreshness } from './users/source-freshness.ts';
export { Trait } from './users/trait.ts';
export { User } from './users/user.ts';
export { UserConnection } from './users/user-connection.ts';
