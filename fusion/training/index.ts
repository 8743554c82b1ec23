export { BatchEncoder, type FusedBatch } from './batch-encoder.ts';
export { type BothStarts, fitBothStarts, type StartFigures } from './fit-both-starts.ts';
export type { EpochMetrics, FitMetrics } from './fit-metrics.ts';
export {
  type FitHooks,
  type FitProgress,
  type FitResult,
  fitNetwork,
} from './fit-network.ts';
export type { PreparedTraining, PrepareTraining, TrainingData } from './prepared-training.ts';
export {
  type ModalityRows,
  type RaggedSequence,
  TRAIN,
  type TrainingSet,
  VALIDATION,
} from './training-set.ts';
export {
  FIT_DEFAULTS,
  type FitSettings,
  type LossWeights,
  type VoiceRule,
} from './training-settings.ts';
export { NumericalError } from './training-step.ts';
