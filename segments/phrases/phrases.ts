import type { Json, Verdict } from '../../store/index.ts';
import type { UnknownReason } from '../rules/condition-kind.ts';
import type { ConditionName, ConditionParameters, EventQuery } from '../rules/rule.ts';

/** What a phrase about a judged condition may mention. */
export interface Found {
  readonly verdict: Verdict;
  readonly observed: Json;
  readonly reason: UnknownReason | null;
  /** The instant of the judgement, in milliseconds. */
  readonly now: number;
}

/** A feature of users on which a segment differs from everybody. */
export interface Difference {
  readonly modality: string;
  readonly feature: string;
  /** Mean of the members minus mean of everybody, in standard deviations of everybody. */
  readonly effect: number;
}

/** Every template of one language, in one place; another language is another object of this type. */
export interface Phrases {
  readonly conditions: {
    readonly [Name in ConditionName]: (
      parameters: ConditionParameters[Name],
      found: Found,
    ) => string;
  };
  readonly unknown: Readonly<Record<UnknownReason, string>>;
  /** The part of a sentence for a condition whose verdict is UNKNOWN. */
  notKnown(statement: string, reason: string): string;
  combination(kind: 'all' | 'any' | 'not', met: number, of: number): string;
  /** `purchases in garden in the last 30 days` */
  events(query: EventQuery & { readonly within?: string }, amount: number): string;
  negated(statement: string): string;
  readonly sentence: {
    member(segment: string, reasons: readonly string[]): string;
    nonMember(segment: string, reasons: readonly string[]): string;
    undecided(segment: string, reasons: readonly string[]): string;
    learnedMember(segment: string, nearest: string | null, reasons: readonly string[]): string;
    learnedNonMember(segment: string, nearest: string | null, reasons: readonly string[]): string;
    noProfile(segment: string): string;
    otherModel(segment: string): string;
  };
  readonly learned: {
    /** One difference in words: `more purchases (much)`. */
    difference(difference: Difference): string;
    description(members: number, share: number, differences: readonly Difference[]): string;
    name(differences: readonly Difference[]): string;
    feature(modality: string, feature: string): string;
    numbered(name: string, number: number): string;
    /** What a modality says as a whole, beside its named features. */
    pattern(modality: string): string;
    otherFeatures(modality: string): string;
    farther(margin: number): string;
  };
  readonly change: {
    more(amount: number, what: string): string;
    fewer(amount: number, what: string): string;
    /** Nothing happens until an instant, and the verdict changes. */
    wait(until: string): string;
    readOut(name: string, distance: number, direction: 'higher' | 'lower'): string;
    join(segment: string): string;
    leave(segment: string): string;
    friends(amount: number, direction: 'more' | 'fewer'): string;
    other(statement: string): string;
    learnWhether(statement: string): string;
    nearer(metres: number): string;
  };
}
