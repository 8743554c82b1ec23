import type { Locale } from '../../fusion/index.ts';
import { isTold, weightOf } from '../learned/differences.ts';
import { nameOf, namesOf, onePerTopic } from '../learned/tell-groups.ts';
import type { Language } from '../phrases/language.ts';
import type { NamedDifference } from '../phrases/phrases.ts';
import { type FeatureDifference, namedDifference } from './feature-differences.ts';

/** A segment that is to be named by what sets it apart. */
export interface Nameless {
  readonly id: string;
  /** What it is called already. */
  readonly name: string;
  readonly createdAt: number;
  /** From everybody else, with labels of any language; null where nothing could be compared. */
  readonly differences: readonly FeatureDifference[] | null;
}

export type Names = Readonly<Record<Locale, string>>;

/** Weights are told apart in such steps: a name should not change with every user who comes. */
const STEP = 0.1;

/**
 * What may be said of differences: those that mean something to people, the weightiest of those that
 * say nearly the same, in the order of their weights.
 */
export function toldOf(differences: readonly FeatureDifference[]): NamedDifference[] {
  const place = ({ modality, feature }: NamedDifference) => `${modality}\0${feature}`;
  const told = differences
    .map(namedDifference)
    .filter(isTold)
    .map((difference) => ({ difference, weight: Math.round(weightOf(difference) / STEP) }))
    .sort(
      (left, right) =>
        right.weight - left.weight || (place(left.difference) < place(right.difference) ? -1 : 1),
    );
  return onePerTopic(told.map(({ difference }) => difference));
}

/**
 * One plain name for each segment, in every language about the same differences, and none twice: the
 * name that a segment has already where that fits, otherwise the best that is free, older segments
 * choosing first. A segment of which nothing can be said keeps the name that it has. It all depends on
 * nothing but the differences, so a name changes only when they do.
 */
export function portraitNames(
  segments: readonly Nameless[],
  languages: Readonly<Record<Locale, Language>>,
): Map<string, Names> {
  const inOrder = [...segments].sort(
    (left, right) => left.createdAt - right.createdAt || (left.id < right.id ? -1 : 1),
  );
  const taken = new Map<string, string>();
  for (const { id, name } of inOrder) if (!taken.has(name)) taken.set(name, id);
  const found = new Map<string, Names>();
  for (const { id, name, differences } of inOrder) {
    const isFree = (names: Names) =>
      Object.values(names).every((own) => (taken.get(own) ?? id) === id);
    const told = differences === null ? [] : toldOf(differences);
    const choices = namesOf(relabelled(told, languages.en), languages.en.phrases)
      .map(({ of }) => namesIn(of, languages))
      .filter(isFree);
    const names =
      choices.find((own) => own.en === name) ??
      choices[0] ??
      numberedIn(languages, differences === null ? name : null, isFree);
    found.set(id, names);
    for (const own of Object.values(names)) taken.set(own, id);
  }
  return found;
}

function namesIn(
  of: readonly NamedDifference[],
  languages: Readonly<Record<Locale, Language>>,
): Names {
  const named = (language: Language) => nameOf(relabelled(of, language), language.phrases);
  return { en: named(languages.en), 'zh-CN': named(languages['zh-CN']) };
}

/** @param called what there is to be numbered; null for what is like everybody */
function numberedIn(
  languages: Readonly<Record<Locale, Language>>,
  called: string | null,
  isFree: (names: Names) => boolean,
): Names {
  for (let number = 1; ; number += 1) {
    const numbered = ({ phrases: { learned } }: Language) => {
      const name = called ?? learned.likeEverybody;
      return number === 1 ? name : learned.numbered(name, number);
    };
    const names = { en: numbered(languages.en), 'zh-CN': numbered(languages['zh-CN']) };
    if (isFree(names)) return names;
  }
}

function relabelled(
  differences: readonly NamedDifference[],
  { labelOf }: Language,
): NamedDifference[] {
  return differences.map((difference) => ({
    ...difference,
    label: labelOf(difference.modality, difference.feature),
  }));
}
