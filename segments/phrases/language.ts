import {
  type FeatureLabel,
  type Locale,
  type ModalityRegistry,
  unnamedFeature,
} from '../../fusion/index.ts';
import { englishPhrases } from './english.ts';
import type { Phrases, WordsOf } from './phrases.ts';
import { simplifiedChinesePhrases } from './simplified-chinese.ts';

/** One language with the words that the modalities bring: all that is needed to say something. */
export interface Language {
  readonly phrases: Phrases;
  readonly wordsOf: WordsOf;
  labelOf(modality: string, feature: string): FeatureLabel;
}

/** The phrases of every language. */
export const phrasesByLocale: Readonly<Record<Locale, Phrases>> = {
  en: englishPhrases,
  'zh-CN': simplifiedChinesePhrases,
};

/** A language; without modalities, or for one that is not registered, it goes by bare names. */
export function languageOf(locale: Locale, modalities: ModalityRegistry | null): Language {
  const find = (name: string) => (modalities?.has(name) ? modalities.get(name) : null);
  return {
    phrases: phrasesByLocale[locale],
    wordsOf: (modality) => find(modality)?.words[locale] ?? null,
    labelOf: (modality, feature) =>
      find(modality)?.featureLabel(feature, locale) ?? unnamedFeature(feature, locale),
  };
}
