export type { Calibration } from './calibration.ts';
export {
  checkFinite,
  checkNotInfinite,
  checkSameInputs,
  checkSchema,
  NetworkInputError,
} from './check-schema.ts';
export {
  type AdaptedModality,
  COMMON,
  type Contribution,
  type EncodedProfile,
  EncodedProfileModality,
  type ProfileModality,
  type RankedItem,
  type ScoredItem,
} from './encoded-profile.ts';
export type { EncodedModality, EncodedUser, ReadOut, ScorePart } from './encoded-user.ts';
export { FeatureReader, type ProfileFeatures, type ReadOptions } from './feature-reader.ts';
export { FusionNetwork, type NetworkContent, withOnly } from './fusion-network.ts';
export type {
  HistoryReader,
  Interest,
  LoadHistoryReader,
  ModalitySummary,
  VisitedPlace,
} from './history-reader.ts';
export type { Expert } from './host-encoder.ts';
export { logistic } from './host-layers.ts';
export { modelId } from './model-id.ts';
export { networkFromParts, networkToParts } from './network-codec.ts';
export {
  featureTotal,
  gateInputs,
  matchScale,
  networkLayout,
  tokenExtras,
} from './network-layout.ts';
export { NETWORK_DEFAULTS, type NetworkSettings } from './network-settings.ts';
export { emptyWeights, initialWeights, type NetworkWeights } from './network-weights.ts';
export { type FeatureScale, Normaliser, type Scales, type Standard } from './normaliser.ts';
export {
  bytesToFloats,
  bytesToJson,
  floatsToBytes,
  jsonToBytes,
  ModelFormatError,
  requirePart,
} from './number-codec.ts';
export { dialPopularity } from './popularity-dial.ts';
export { bestCandidates, rankCandidates } from './rank-candidates.ts';
export { writeToken } from './sequence-token.ts';
export { transferWeights } from './transfer-weights.ts';
export type {
  CandidateInput,
  ColumnSchema,
  InputSchema,
  ItemSequence,
  LabelSchema,
  ModalityInput,
  ModalitySchema,
  StateSchema,
  UserInput,
} from './user-input.ts';
export { type Voice, Voices } from './voices.ts';
