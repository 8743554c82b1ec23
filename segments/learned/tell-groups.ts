import type { Difference, NamedDifference, Phrases } from '../phrases/phrases.ts';
import { weightOf } from './differences.ts';

/** One group with what people may call it. */
export interface LearnedGroup {
  readonly name: string;
  readonly description: string;
  readonly members: number;
  /** Those of the description, as they stand there. */
  readonly differences: readonly Difference[];
}

const MOST_TOLD = 4;
const MOST_WORDS = 6;
/** A difference that weighs less than this makes no name. */
const NAMING = 0.3;
const MOST_CATEGORIES = 2;
/** A second category stands in a name only where it is nearly as strong as the first. */
const NEARLY = 0.5;

/**
 * Names that are unique and short, and descriptions that begin with what the names speak of.
 * @param before [groups], what each was called before, if it was there: a name that still fits stays
 */
export function tellGroups(
  groups: readonly { readonly members: number; readonly differences: readonly NamedDifference[] }[],
  users: number,
  phrases: Phrases,
  before: readonly (string | null)[] = [],
): LearnedGroup[] {
  const choices = groups.map(({ differences }) => namesOf(onePerTopic(differences), phrases));
  const kept = choices.map((own, group) => own.find(({ name }) => name === before[group]));
  const taken = new Set(kept.flatMap((choice) => choice?.name ?? []));
  return groups.map(({ members, differences }, group) => {
    const said = onePerTopic(differences);
    const fitting = kept[group] ?? choices[group].find(({ name }) => !taken.has(name));
    const { name, of } = fitting ?? {
      name: numbered(phrases, taken),
      of: [],
    };
    taken.add(name);
    const told = [...of, ...said.filter((difference) => !of.includes(difference))];
    const described = fewCategories(told).slice(0, MOST_TOLD);
    return {
      name,
      description: phrases.learned.description(members, members / users, described),
      members,
      differences: described.map(({ label: _label, ...difference }) => difference),
    };
  });
}

/** The strongest of those that say nearly the same. */
export function onePerTopic(differences: readonly NamedDifference[]): NamedDifference[] {
  const topics = new Set<string>();
  return differences.filter(({ label: { topic } }) => !topics.has(topic) && topics.add(topic));
}

/** With two categories at most. */
export function fewCategories(differences: readonly NamedDifference[]): NamedDifference[] {
  let categories = 0;
  return differences.filter(({ label: { category } }) => {
    if (category === null) return true;
    categories += 1;
    return categories <= MOST_CATEGORIES;
  });
}

/** A name with the differences that it speaks of. */
export interface NameChoice {
  readonly name: string;
  readonly of: readonly NamedDifference[];
}

/** Every name that fits, the best first: preferred categories with a word, then words alone. */
export function namesOf(said: readonly NamedDifference[], phrases: Phrases): NameChoice[] {
  const strong = said.filter((difference) => weightOf(difference) >= NAMING);
  const categories = strong.filter(({ label, effect }) => label.category !== null && effect > 0);
  const both = categories
    .slice(0, MOST_CATEGORIES)
    .filter((category) => weightOf(category) >= NEARLY * weightOf(categories[0]));
  const words = strong.filter((difference) => {
    return difference.label.category === null && wordOf(difference) !== null;
  });
  const subjects = [both, both.slice(0, 1)].filter(({ length }) => length > 0);
  const choices = [
    ...subjects.flatMap((subject) => words.map((word) => [...subject, word])),
    ...subjects,
    ...words.flatMap((word, place) => words.slice(place + 1).map((other) => [word, other])),
    ...words.map((word) => [word]),
  ];
  return choices
    .map((of) => ({ name: nameOf(of, phrases), of }))
    .filter(({ name }) => isShort(name));
}

/** Few words, and none of them twice: `Lapsed buyers, rare buyers` says the same thing again. */
function isShort(name: string): boolean {
  const words = name.toLowerCase().split(/[\s,]+/);
  const content = words.filter((word) => word !== 'and');
  return words.length <= MOST_WORDS && new Set(content).size === content.length;
}

/** What is called by these differences. */
export function nameOf(of: readonly NamedDifference[], { learned }: Phrases): string {
  const categories = of.flatMap(({ label }) => label.category ?? []);
  const words = of
    .filter(({ label }) => label.category === null)
    .flatMap((one) => wordOf(one) ?? []);
  return learned.name(categories, words);
}

function wordOf({ effect, label: { named } }: NamedDifference): string | null {
  return effect > 0 ? named[0] : named[1];
}

function numbered({ learned }: Phrases, taken: ReadonlySet<string>): string {
  let name = learned.likeEverybody;
  for (let number = 2; taken.has(name); number += 1) {
    name = learned.numbered(learned.likeEverybody, number);
  }
  return name;
}
