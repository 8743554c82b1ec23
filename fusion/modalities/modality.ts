import type { Event } from '../data/event.ts';
import type { Item } from '../data/item.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { ExpertContext } from '../experts/expert-context.ts';
import type { ExpertTrainingData } from '../experts/expert-training-data.ts';
import type { FittedExpert } from '../experts/fitted-expert.ts';
import type { EventType, Locale } from './event-type.ts';
import type { FeatureContext } from './feature-context.ts';
import type { FeatureLabel } from './feature-label.ts';
import type { ModalityVocabulary } from './modality-words.ts';

/** Something about a user's future that later events tell: what a head learns to predict. */
export interface FutureLabel {
  readonly name: string;
  readonly kind: 'binary' | 'regression';
  /** From the events after `from` up to `until` (milliseconds since the epoch); NaN where unknown. */
  read(history: UserHistory, from: number, until: number): number;
}

/**
 * All that a kind of source means to the model. A new one is a folder that exports one of these and
 * a call of `ModalityRegistry.register`; nothing else knows modalities by name.
 */
export interface Modality {
  /** Lower-case word that events carry as `modality`. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly eventTypes: Readonly<Record<string, EventType>>;
  /** Names of the dense features, in the order of `features`. */
  featureNames(context: FeatureContext): readonly string[];
  /**
   * Dense features of one user from this modality's own events, finite; heavy tails are in logs.
   * Null where the user has no such events: missing is not zero.
   */
  features(history: UserHistory, context: FeatureContext): Float32Array | null;
  /** What people call a feature, its own or its expert's; also for names that it does not know. */
  featureLabel(name: string, locale: Locale): FeatureLabel;
  /** What people call the modality and its events. */
  readonly words: ModalityVocabulary;
  /** Learns from all users' histories what scoring needs; it sees nothing later than these. */
  fitExpert(data: ExpertTrainingData): FittedExpert;
  /** Restores what `FittedExpert.toParts` wrote. */
  loadExpert(parts: ReadonlyMap<string, Uint8Array>, context: ExpertContext): FittedExpert;
  /** What this modality's later events tell of; each becomes a head of the model. */
  readonly labels: readonly FutureLabel[];
  /** What the user did, as a part of a sentence: `viewed 'Blue kettle' (kitchen)`. */
  evidence(event: Event, item: Item | null, locale: Locale): string;
}
