import type { Locale } from './event-type.ts';

/** How people speak of a modality and its events, in one language. */
export interface ModalityWords {
  /** Whose features are meant: `their browsing`. */
  readonly subject: string;
  /** What a user without any event lacks: `browsing data`. */
  readonly data: string;
  /** Event types as things that can be counted, one and several; absent ones are called by their name. */
  readonly events: Readonly<Record<string, readonly [one: string, several: string]>>;
}

export type ModalityVocabulary = Readonly<Record<Locale, ModalityWords>>;
