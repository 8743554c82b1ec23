export { clockFeatureNames, clockFeatures } from './clock-features.ts';
export { clockLabels } from './clock-labels.ts';
export {
  attributesSchema,
  contentSchema,
  type EventContent,
  type EventType,
  idSchema,
  LONGEST_TEXT,
  type Locale,
} from './event-type.ts';
export { eventsOf } from './events-of.ts';
export { describeEvent } from './evidence.ts';
export type { FeatureContext } from './feature-context.ts';
export {
  type FeatureEntries,
  type FeatureEntry,
  type FeatureLabel,
  labelIn,
  percent,
  plain,
  spokenName,
  times,
  together,
  unnamedFeature,
} from './feature-label.ts';
export type { FutureLabel, Modality } from './modality.ts';
export type { ModalityVocabulary, ModalityWords } from './modality-words.ts';
export { defaultModalities, ModalityError, ModalityRegistry } from './registry.ts';
export { instantsOf, rhythmFeatureNames, rhythmFeatures } from './rhythm-features.ts';
export { rhythmLabels } from './rhythm-labels.ts';
