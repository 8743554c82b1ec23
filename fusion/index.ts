export { compareEvents, type Event, type Scalar } from './data/event.ts';
export type { Item } from './data/item.ts';
export type { UserHistory } from './data/user-history.ts';
export {
  buildServing,
  buildTrainingSets,
  type Cut,
  ExpertReader,
  type PrepareHooks,
  type PrepareProgress,
  type PrepareSettings,
  readerLoader,
  type Stage,
  timeStages,
  trainingPreparation,
} from './experts/index.ts';
export {
  defaultModalities,
  type EventContent,
  type EventType,
  type FeatureContext,
  type FeatureLabel,
  type Locale,
  type Modality,
  ModalityError,
  ModalityRegistry,
  type ModalityVocabulary,
  type ModalityWords,
  spokenName,
  unnamedFeature,
} from './modalities/index.ts';
export {
  type Contribution,
  type EncodedProfile,
  type EncodeOptions,
  FusionModel,
  type Interest,
  ModelFormatError,
  type ProfileModality,
  type RankedItem,
  type ReadOut,
  type VisitedPlace,
} from './model/index.ts';
export {
  Adam,
  type BackendKind,
  BackendUnavailableError,
  binaryCrossEntropyLoss,
  cosineSchedule,
  dense,
  denseOnData,
  openBackend,
  ParameterLayout,
  RandomSource,
  squaredErrorLoss,
  type TensorBackend,
} from './tensor/index.ts';
export {
  type FitHooks,
  type FitMetrics,
  type FitProgress,
  type FitSettings,
  fitNetwork,
  NumericalError,
  type TrainingSet,
  trainModel,
} from './training/index.ts';
