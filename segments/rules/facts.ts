import type { Item, UserHistory } from '../../fusion/index.ts';
import type { Verdict } from '../../store/index.ts';

/** All that a rule may read about a user. What is absent is unknown. */
export interface UserFacts {
  readonly userId: string;
  readonly history: UserHistory;
  /** An item's row; null where the shop does not know it. */
  item(id: string): Item | null;
  readonly readOuts: Readonly<Record<string, PredictedValue>>;
  /** The most visited first; null where nothing is known of where the user is. */
  readonly places: readonly KnownPlace[] | null;
  /** The histories of the user's friends by id; a friend who is not in it is unknown. */
  readonly friends: ReadonlyMap<string, UserHistory>;
  /** Verdicts on the segments that the rule refers to. */
  readonly segments: Readonly<Record<string, KnownVerdict>>;
}

export interface PredictedValue {
  readonly value: number;
  readonly confidence: number | null;
}

/** Degrees. */
export interface KnownPlace {
  readonly label: string | null;
  readonly latitude: number;
  readonly longitude: number;
}

export interface KnownVerdict {
  readonly verdict: Verdict;
  /** Milliseconds since the epoch; null for ever. */
  readonly validUntil: number | null;
  /** 0 to 1, how like the members; null for a rule. */
  readonly similarity: number | null;
}
