export type { EventContent, EventType, Locale } from './event-type.ts';
export type { FeatureContext } from './feature-context.ts';
export { type FeatureLabel, spokenName, unnamedFeature } from './feature-label.ts';
export type { Modality } from './modality.ts';
export type { ModalityVocabulary, ModalityWords } from './modality-words.ts';
export { defaultModalities, ModalityError, ModalityRegistry } from './registry.ts';
