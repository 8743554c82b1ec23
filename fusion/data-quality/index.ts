export {
  DATA_QUALITY_DEFAULTS,
  type DataQuality,
  type DataQualityKind,
  type DataQualityThresholds,
  type DataQualityWarning,
} from './data-quality.ts';
export { inspectTrainingData } from './inspect-training-data.ts';
export type { LabelAnswers } from './label-balance.ts';
