import type { Locale } from './event-type.ts';

/** How one feature is spoken of in one language; predicates are about one user, without a subject. */
export interface FeatureWords {
  /** `number of purchases` */
  readonly noun: string;
  /** Where a user has more of it than most: `buys more often`. */
  readonly more: string;
  readonly less: string;
  /**
   * With its size: `buys {times} as often` by a ratio, `makes {value} of purchases in Garden` by a
   * number of its own. Null where the number means nothing to people.
   */
  readonly measured: string | null;
  /** What a group with much of it is called, and one with little; null: no name is made of it. */
  readonly named: readonly [much: string | null, little: string | null];
}

/** What a feature is called by people, and how its numbers may be told. */
export interface FeatureLabel extends FeatureWords {
  /** Features of one topic say nearly the same; a text names one of them. */
  readonly topic: string;
  /** A share of something in a category of the shop: several of these are named together. */
  readonly category: string | null;
  /** How much it tells people, 0 to 1; with 0 it stands in no text of its own. */
  readonly telling: number;
  readonly unit: 'times' | 'percent' | 'number';
  /** The feature is log(1 + x) of what is told. */
  readonly logarithm: boolean;
}

/** One feature with its words in every language. */
export interface FeatureEntry
  extends Pick<FeatureLabel, 'topic' | 'telling' | 'unit' | 'logarithm'> {
  readonly words: Readonly<Record<Locale, FeatureWords>>;
}

export type FeatureEntries = Readonly<Record<string, FeatureEntry>>;

/** Words as they are written down: noun, more, less, measured, much, little. */
export type Written = readonly [
  noun: string,
  more: string,
  less: string,
  measured?: string | null,
  much?: string | null,
  little?: string | null,
];

function words([noun, more, less, measured, much, little]: Written): FeatureWords {
  return { noun, more, less, measured: measured ?? null, named: [much ?? null, little ?? null] };
}

function entry(unit: FeatureLabel['unit'], logarithm: boolean) {
  return (topic: string, telling: number, en: Written, chinese: Written): FeatureEntry => ({
    ...{ topic, telling, unit, logarithm },
    words: { en: words(en), 'zh-CN': words(chinese) },
  });
}

/** A logarithm, told as a ratio of means. */
export const times = entry('times', true);
/** A part of a whole, told in per cent. */
export const percent = entry('percent', false);
/** A plain number, told as it is. */
export const plain = entry('number', false);

/** Features that mean nothing to people one by one, under the one name of what they tell together. */
export function together(topic: string, en: string, chinese: string): FeatureEntry {
  return plain(topic, 0, [en, en, en], [chinese, chinese, chinese]);
}

/** The label of a feature in one language. */
export function labelIn(entry: FeatureEntry, locale: Locale): FeatureLabel {
  const { words: spoken, ...rest } = entry;
  return { ...rest, ...spoken[locale], category: null };
}

/** A name in code as words, for features that nobody has given any: `log_basket_size`, `basketSize`. */
export function spokenName(name: string): string {
  return name
    .replace(/^log_|_log$/g, '')
    .replace(
      /([a-z0-9])([A-Z])/g,
      (_, left: string, right: string) => `${left} ${right.toLowerCase()}`,
    )
    .replaceAll(/[_:/\s]+/g, ' ')
    .trim();
}

/** What can be said of a feature by its name alone. */
export function unnamedFeature(name: string, locale: Locale): FeatureLabel {
  const noun = spokenName(name);
  const en: Written = [
    noun,
    `has more ${noun}`,
    `has less ${noun}`,
    null,
    `more ${noun}`,
    `less ${noun}`,
  ];
  const chinese: Written = [noun, `${noun}较高`, `${noun}较低`, null, `${noun}较高`, `${noun}较低`];
  return labelIn(plain(name, 0.3, en, chinese), locale);
}
