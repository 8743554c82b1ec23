export {
  type AdaptationTurn,
  AdaptationWatch,
  type AdaptationWatchSettings,
} from './adaptation-watch.ts';
export { aloneAt } from './alone-at.ts';
export { Backlog, type BacklogSettings } from './backlog.ts';
export { encodeProfiles, type FreshProfile, instantOf } from './encode.ts';
export {
  type AllHistoriesOptions,
  allHistories,
  type HistoryOptions,
  historiesOf,
  type ReadHistory,
} from './history.ts';
export {
  AbsentModelError,
  type LifeHooks,
  ModelLife,
  ModelStateError,
  type PromotionRule,
  type Switched,
} from './model-life.ts';
export {
  type ModelLineage,
  ModelRegistry,
  type ServingModel,
  UnknownModelError,
} from './model-registry.ts';
export type { Compared, PairedFigure } from './paired-figures.ts';
export {
  type PolicyLearner,
  PolicyLearning,
  type PolicyLearningSettings,
} from './policy-learning.ts';
export { choicesOf, modalitiesOf, type ProfileSummary, summaryOf } from './profile-summary.ts';
export { type RecommendationReasons, Recommender } from './recommender.ts';
export { type ReplayedProfile, replayProfile } from './replay.ts';
export {
  type SessionInterest,
  SessionReader,
  type SessionReaderSettings,
  type SessionReading,
} from './session-reader.ts';
export { comparisonOf, ShadowComparison } from './shadow-comparison.ts';
export { SideModels } from './side-models.ts';
export { UPDATER, Updater, type UpdaterHooks, type UpdaterSettings } from './updater.ts';
