export type { EventContent, EventType, Locale } from './event-type.ts';
export type { FeatureContext } from './feature-context.ts';
export type { Modality } from './modality.ts';
export { defaultModalities, ModalityError, ModalityRegistry } from './registry.ts';
