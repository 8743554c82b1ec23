import type { FeatureLabel, Locale, ModalityWords } from '../../fusion/index.ts';
import type { Json, Verdict } from '../../store/index.ts';
import type { UnknownReason } from '../rules/condition-kind.ts';
import type { ConditionName, ConditionParameters, EventQuery } from '../rules/rule.ts';
import type { LeftOutFor } from '../scored/left-out.ts';
import type { ScoredAsk } from '../scored/scored-ask.ts';

/** What people call a modality and its events; null for one that nobody knows. */
export type WordsOf = (modality: string) => ModalityWords | null;

/** What a phrase about a judged condition may mention. */
export interface Found {
  readonly verdict: Verdict;
  readonly observed: Json;
  /** The instant that is spoken of, in milliseconds. */
  readonly now: number;
  readonly wordsOf: WordsOf;
}

/** How a condition was wanted: below an odd number of negations it must not hold. */
export interface Wish {
  readonly negated: boolean;
  /** Whether the wish is fulfilled. */
  readonly met: boolean;
}

/** What nobody knows: `transactions` that are not there, the `birth year`. */
export interface Missing {
  readonly data: string;
  readonly name: string;
}

/** How one kind of condition is spoken of. */
export interface ConditionPhrases<Parameters> {
  /** What is the case: `1 purchase in garden`, `birth year is 1992`. */
  found(parameters: Parameters, found: Found): string;
  /** What was asked for: `at least 3`, `1998 or later`; null where that would repeat what is found. */
  wanted(parameters: Parameters, wish: Wish): string | null;
}

/** A feature on which a segment differs from everybody. */
export interface Difference {
  readonly modality: string;
  readonly feature: string;
  /** Mean of the members minus mean of everybody, in standard deviations of everybody. */
  readonly effect: number;
  /** Means in the feature's original unit, over those who have it. */
  readonly members: number;
  readonly everybody: number;
}

/** A difference with what people call it. */
export interface NamedDifference extends Difference {
  readonly label: FeatureLabel;
}

/** What makes somebody belong, or not. */
export interface Reasons {
  /** What the user does: `buys more often`. */
  readonly predicates: readonly string[];
  /** What there is only a noun for: `other things about their browsing`. */
  readonly nouns: readonly string[];
  /** Whether the strongest of all is a noun. */
  readonly nounFirst: boolean;
}

/** A ratio of likelihoods above this is only called greater than it. */
export const UNLIKELY = 1000;

/** How a segment's portrait is put into sentences; `everybody` of a difference are those outside. */
export interface PortraitPhrases {
  /** One difference from the others with its size: `spends twice as much`. */
  difference(difference: NamedDifference): string;
  /** How many there are and what sets them apart from everybody else. */
  summary(members: number, share: number, differences: readonly NamedDifference[]): string;
  /** There are too few members, or too few others, to say anything of. */
  tooFew(members: number): string;
  nearest(segment: string, differences: readonly NamedDifference[]): string;
  /** @param within @param chance shares of the members' ties; the bounds are those of chance */
  ties(ties: { within: number; chance: number; low: number; high: number }): string;
}

/** Every template of one language, in one place; another language is another object of this type. */
export interface Phrases {
  readonly locale: Locale;
  readonly conditions: {
    readonly [Name in ConditionName]: ConditionPhrases<ConditionParameters[Name]>;
  };
  /** `1 purchase in garden, needed at least 3` */
  needed(found: string, wanted: string): string;
  readonly unknown: Readonly<Record<UnknownReason, (missing: Missing) => string>>;
  notKnown(missing: string): string;
  /** What a user lacks who has no event of a modality that has no words. */
  dataOf(modality: string | null): string;
  /** `purchases in garden in the last 30 days` */
  events(
    query: EventQuery & { readonly within?: string },
    amount: number,
    wordsOf: WordsOf,
  ): string;
  /** `days with check-ins` */
  distinct(parameters: ConditionParameters['distinct'], amount: number, wordsOf: WordsOf): string;
  visits(parameters: ConditionParameters['visits'], amount: number): string;
  /** `views followed by purchases of the same item within 7 days` */
  sequence(parameters: ConditionParameters['sequence'], amount: number, wordsOf: WordsOf): string;
  readonly ruleBaseline: string;
  readonly learnedBaseline: string;
  readonly sentence: {
    member(segment: string, reasons: readonly string[]): string;
    nonMember(segment: string, reasons: readonly string[]): string;
    undecided(segment: string, reasons: readonly string[]): string;
    learnedMember(segment: string, reasons: Reasons): string;
    learnedNonMember(segment: string, nearest: string | null, reasons: Reasons): string;
    noProfile(segment: string): string;
    otherModel(segment: string): string;
    otherModelScored(segment: string): string;
  };
  readonly learned: {
    /** One difference with its size: `buys twice as often`. */
    difference(difference: NamedDifference): string;
    description(members: number, share: number, differences: readonly NamedDifference[]): string;
    /** Out of preferred categories and short words: `Garden and Kitchen, mornings`. */
    name(categories: readonly string[], words: readonly string[]): string;
    readonly likeEverybody: string;
    numbered(name: string, number: number): string;
    /** A feature with where the user stands: `number of purchases (above average)`. */
    factor(noun: string, direction: 'above' | 'below' | null): string;
    otherFeatures(subject: string): string;
    /** How often, how lately and how much of something in many windows, as one thing. */
    rhythm(subject: string): string;
    /** How many times likelier the likeliest segment is than this one. */
    lessLikely(times: number): string;
  };
  readonly portrait: PortraitPhrases;
  readonly readOut: {
    readonly baseline: string;
    sentence(name: string, value: number, atLeast: number, reasons: Reasons): string;
    below(name: string, value: number, atLeast: number): string;
  };
  /** Predictive and lookalike segments. */
  readonly scored: {
    /** What the value is: `the chance of a purchase in Garden within 14 days`. */
    value(ask: ScoredAsk): string;
    sentence(
      segment: string,
      what: string,
      value: number,
      threshold: number,
      reasons: Reasons,
    ): string;
    below(what: string, value: number, threshold: number): string;
    /** Why the value does not decide. */
    readonly because: Readonly<Record<LeftOutFor, string>>;
    leftOut(segment: string, reason: LeftOutFor, what: string, value: number): string;
  };
  /** Why one segment has a user and another has not, out of the sentences on each. */
  contrast(first: string, second: string): string;
  readonly change: {
    /** No change that was tried would do. */
    readonly outOfReach: string;
    /** Changes have to be tried out on the model, which cannot be read. */
    readonly untried: string;
    /** Several changes that only together are enough. */
    together(changes: readonly string[]): string;
    /** `3 more purchases in garden` */
    more(amount: number, what: string): string;
    fewer(amount: number, what: string): string;
    /** A whole sentence out of a change, with what there is now. */
    needed(change: string, now: number | null): string;
    /** Nothing happens until an instant, and the verdict changes. */
    wait(until: string): string;
    sum(amount: number, what: string, direction: 'more' | 'less'): string;
    friends(amount: number, direction: 'more' | 'fewer'): string;
    /** `3 more days with check-ins` */
    distinct(amount: number, what: string, direction: 'more' | 'fewer'): string;
  };
}
