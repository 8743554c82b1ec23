export { type Assignment, assign, assignInput, marginOfInput } from './learned/assign.ts';
export type { CountQuality } from './learned/clustering/choose-count.ts';
export { encodedNumber, encoderInput } from './learned/encoder-input.ts';
export { type LearnedSettings, TooFewProfilesError } from './learned/form-learned.ts';
export {
  formedFromJson,
  type LearnedDefinition,
  LearnedDefinitionError,
  type LearnedGrouping,
} from './learned/learned-definition.ts';
export { type NamedSegment, nameInLanguage } from './learned/name-in-language.ts';
export { populationStability } from './learned/population-stability.ts';
export type { ProfileColumn, ProfileInput } from './learned/profile-columns.ts';
export { describeCondition, describeMissing, type Telling } from './phrases/describe-condition.ts';
export { type Language, languageOf } from './phrases/language.ts';
export type { Difference, Phrases, Reasons } from './phrases/phrases.ts';
export type { ActiveArea } from './portrait/activity/active-areas.ts';
export type { Activity } from './portrait/activity/activity.ts';
export type { ActivityKind } from './portrait/activity/activity-kinds.ts';
export type { CommonThing } from './portrait/activity/common-things.ts';
export type { SegmentFlow } from './portrait/flows.ts';
export type { ShownMember } from './portrait/shown-members.ts';
export type { ToldComparison, ToldDifference } from './portrait/tell-comparison.ts';
export type { Ties } from './portrait/ties.ts';
export type { Judgement, UnknownReason } from './rules/condition-kind.ts';
export { CONDITION_NAMES } from './rules/conditions/index.ts';
export type { RuleDependencies } from './rules/dependencies.ts';
export { dependenciesOf } from './rules/dependencies-of.ts';
export { pointOf } from './rules/distance.ts';
export { durationMilliseconds } from './rules/duration.ts';
export { type Evaluation, evaluateRule } from './rules/evaluate-rule.ts';
export { matchEvents } from './rules/event-filter.ts';
export type { KnownPlace, KnownVerdict, PredictedValue, UserFacts } from './rules/facts.ts';
export { parseNewRule, parseRule, ruleSchema } from './rules/parse-rule.ts';
export { placesCalled } from './rules/places-called.ts';
export type { Condition, ConditionName, ConditionParameters, Limits, Rule } from './rules/rule.ts';
export { RuleError, type RuleProblem } from './rules/rule-error.ts';
export { orderSegments, SegmentCycleError } from './rules/segment-order.ts';
export { printRule } from './rules/text/print-rule.ts';
export { leavesOf, type TraceNode, verdictOfTrace } from './rules/trace.ts';
export { scoreOf } from './rules/verdict.ts';
export type { RuleVocabulary } from './rules/vocabulary.ts';
export { judgeScored, type ScoredVerdict } from './scored/judge-scored.ts';
export {
  type LearnedScore,
  learnScores,
  type ScoreLearner,
  type ScoreOrder,
} from './scored/learn-scores.ts';
export type { Measured } from './scored/measure.ts';
export { NotLearnableError } from './scored/not-learnable-error.ts';
export {
  parseScoredAsk,
  type ScoredAsk,
  type ScoredKind,
  type Threshold,
} from './scored/scored-ask.ts';
export { type ScoredDefinition, scoredFromJson } from './scored/scored-definition.ts';
export type { ShopContents } from './scored/shop-knowledge.ts';
export {
  type ActiveSegments,
  type LearnedSegment,
  type RuleSegment,
  readSegments,
  type ScoredSegment,
} from './service/active-segments.ts';
export { type FactReaders, gatherFacts } from './service/gather-facts.ts';
export type { UpkeepReport } from './service/judge-everyone.ts';
export { judgeUser } from './service/judge-users.ts';
export { type JudgedUser, judgedFromFresh, judgedFromStored } from './service/judged-user.ts';
export { knownVerdict } from './service/known-verdict.ts';
export type { Learning, LearningStage, Learnings, TellLearning } from './service/learnings.ts';
export type { PreviewOptions, SegmentOverlap, SegmentPreview } from './service/preview.ts';
export { type Proof, proofFromJson } from './service/proof.ts';
export type {
  PortraitSpan,
  SegmentPortrait,
  ToldBehaviour,
  ToldNearest,
} from './service/read-portrait.ts';
export type { LearnedReport } from './service/save-learned.ts';
export type { NewRuleSegment } from './service/save-rules.ts';
export type { LeftOut, NewScoredSegment, RenewReport } from './service/scored-segments.ts';
export { SegmentError } from './service/segment-error.ts';
export { SegmentService, type SegmentServiceOptions } from './service/segment-service.ts';
