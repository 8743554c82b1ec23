import type { Scalar } from '../../fusion/index.ts';

/** Which events a condition speaks of. */
export interface EventQuery {
  /** The modality's registered name. */
  readonly modality: string;
  /** An event type of the modality; absent means all of them. */
  readonly type?: string;
  readonly where?: EventFilter;
}

/** Everything in it must hold of an event. */
export interface EventFilter {
  readonly item?: string | readonly string[];
  /** One of these is among the item's categories, at any level. */
  readonly category?: string | readonly string[];
  /** Attributes with exactly these values. */
  readonly attributes?: Readonly<Record<string, Scalar>>;
  /** Bounds of the event's value. */
  readonly value?: Limits;
}

/** Inclusive bounds; at least one is given. */
export interface Limits {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What holds for every condition on events. */
export interface EventWindow extends EventQuery {
  /** Only events of the last `12h`, `30d`, `4w`; absent means ever. */
  readonly within?: string;
  /**
   * What a user without a single event of the modality counts as. By default the verdict is UNKNOWN:
   * nobody knows whether the source knows the user. `zero` says that no data means nothing done.
   */
  readonly whenMissing?: 'unknown' | 'zero';
}

/** A declared trait; exactly one of the tests, or both bounds. Absent traits are UNKNOWN. */
export interface TraitCondition extends Limits {
  readonly name: string;
  readonly equals?: Scalar;
  readonly in?: readonly Scalar[];
  /** Asks only whether the trait is known; the one test that is never UNKNOWN. */
  readonly exists?: boolean;
}

/** How many events. */
export interface CountCondition extends EventWindow, Limits {}

/** The sum of the events' values or of a numeric attribute; a missing number makes it UNKNOWN. */
export interface SumCondition extends EventWindow, Limits {
  /** The attribute to be summed; absent means the event's value. */
  readonly attribute?: string;
}

/** How many different items, categories, calendar days (UTC) or values of an attribute. */
export interface DistinctCondition extends EventWindow, Limits {
  readonly of: 'item' | 'category' | 'day' | 'otherUser' | 'attribute';
  /** Which attribute, for `of: attribute`. */
  readonly attribute?: string;
}

/**
 * How many events were followed by another kind of event within a gap, or were not. What was followed
 * counts from the instant at which it was; what was not, from the instant at which the gap is over.
 * Events at the same instant follow one another: many sources know only the day.
 */
export interface SequenceCondition extends Limits {
  readonly first: EventQuery;
  /** What followed. Exactly one of `followedBy` and `notFollowedBy`. */
  readonly followedBy?: EventQuery;
  /** What did not follow. */
  readonly notFollowedBy?: EventQuery;
  /** How long after the first event the other one may be, inclusive. */
  readonly gap: string;
  /** Only what follows about the same item counts. */
  readonly same?: 'item';
  /** Only what came to pass in the last `30d`; absent means ever. */
  readonly within?: string;
  readonly whenMissing?: 'unknown' | 'zero';
}

/**
 * How a window compares with the one of the same length before it: a difference of 1 or more is more
 * than before, a ratio of at most 0.5 is half or less. Nothing after nothing is a ratio of 1.
 */
export interface TrendCondition extends EventQuery, Limits {
  readonly within: string;
  /** What is compared: how many events (if nothing is said), or the sum of their values. */
  readonly by?: 'count' | 'sum';
  /** `difference` if nothing is said. */
  readonly as?: 'difference' | 'ratio';
  readonly whenMissing?: 'unknown' | 'zero';
}

/** When it last happened: within a duration before now, or not within it. Exactly one of the two. */
export interface RecencyCondition extends EventQuery {
  readonly within?: string;
  readonly notWithin?: string;
  readonly whenMissing?: 'unknown' | 'zero';
}

/** Degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** How many events happened near a point, or near one of the user's own places. */
export interface VisitsCondition extends Limits {
  /** A point, or the label of an inferred place of the user, such as `home`. */
  readonly near: Point | { readonly place: string };
  /** Metres. */
  readonly radius: number;
  /** Only events of this modality; absent means every event that has coordinates. */
  readonly modality?: string;
  readonly within?: string;
  readonly whenMissing?: 'unknown' | 'zero';
}

/** Whether an inferred place of the user lies near a point. */
export interface PlaceCondition {
  /** The place's label, such as `home`. */
  readonly label: string;
  readonly near: Point;
  /** Metres. */
  readonly radius: number;
}

/** How many friends satisfy a rule about their own events and traits. */
export interface FriendsCondition extends Limits {
  /** Absent counts all friends. May use every condition that reads only a history. */
  readonly who?: Rule;
  readonly whenMissing?: 'unknown' | 'zero';
}

/** A read-out of the model. */
export interface PredictedCondition extends Limits {
  readonly name: string;
  /** 0 to 1: a less confident read-out is UNKNOWN. */
  readonly confidence?: number;
}

/** Membership of another segment. */
export interface SegmentCondition {
  readonly id: string;
}

/**
 * How like a segment's members the user is, from 0 to 1: for a learned segment how likely that group
 * is, for a predictive or lookalike segment the value that its threshold stands on.
 */
export interface SimilarityCondition extends Limits {
  /** The segment's id; a rule has no similarity. */
  readonly id: string;
}

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** Time of day and day of the week, now. */
export interface TimeCondition {
  readonly days?: readonly (typeof WEEKDAYS)[number][];
  /** `HH:MM`, inclusive; absent means from midnight. */
  readonly from?: string;
  /** `HH:MM`, exclusive; before `from` it reaches past midnight. */
  readonly to?: string;
  /** An IANA zone; absent means the user's trait `timezone`. */
  readonly zone?: string;
}

/** Every kind of condition with its parameters; a condition is an object with one of these keys. */
export interface ConditionParameters {
  readonly trait: TraitCondition;
  readonly count: CountCondition;
  readonly sum: SumCondition;
  readonly distinct: DistinctCondition;
  readonly recency: RecencyCondition;
  readonly sequence: SequenceCondition;
  readonly trend: TrendCondition;
  readonly visits: VisitsCondition;
  readonly place: PlaceCondition;
  readonly friends: FriendsCondition;
  readonly predicted: PredictedCondition;
  readonly segment: SegmentCondition;
  readonly similarity: SimilarityCondition;
  readonly time: TimeCondition;
}

export type ConditionName = keyof ConditionParameters;

export type Condition = {
  [Name in ConditionName]: { readonly [Key in Name]: ConditionParameters[Name] };
}[ConditionName];

/** A tree of conditions; its JSON form is the object itself. */
export type Rule =
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly not: Rule }
  | Condition;
