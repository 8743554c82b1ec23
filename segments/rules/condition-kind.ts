import type { z } from 'zod';
import type { Json, Verdict } from '../../store/index.ts';
import type { RuleDependencies } from './dependencies.ts';
import type { UserFacts } from './facts.ts';
import type { Rule } from './rule.ts';

/** Why a verdict is UNKNOWN. */
export type UnknownReason =
  | 'modality-absent'
  | 'trait-absent'
  | 'trait-of-other-type'
  | 'number-absent'
  | 'item-unknown'
  | 'place-absent'
  | 'friends-unknown'
  | 'read-out-absent'
  | 'confidence-too-low'
  | 'segment-not-judged'
  | 'similarity-absent'
  | 'timezone-absent';

/** What one condition found out about a user at an instant. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was seen: a number, a trait's value; null where nothing is known. */
  readonly observed: Json;
  /** The events that counted, the most recent last, at most `EVENTS_KEPT`. */
  readonly eventIds: readonly string[];
  /** How many events counted in all. */
  readonly eventCount: number;
  /** Null unless the verdict is UNKNOWN. */
  readonly reason: UnknownReason | null;
  /** The verdict holds before this instant if nothing happens, in milliseconds; null: for ever. */
  readonly validUntil: number | null;
}

/** Judges a rule about somebody else, for conditions that contain one. */
export type Judge = (
  rule: Rule,
  facts: UserFacts,
  now: number,
) => { readonly verdict: Verdict; readonly validUntil: number | null };

/** All that a kind of condition is. Adding one is a file like this and a line in the registry. */
export interface ConditionKind<Parameters> {
  /** What its parameters may be; `rule` is the schema of a rule within the condition. */
  schema(rule: z.ZodType<Rule>): z.ZodType<Parameters>;
  evaluate(parameters: Parameters, facts: UserFacts, now: number, judge: Judge): Judgement;
  /** Adds what it reads, for upkeep. */
  reads(parameters: Parameters, into: RuleDependencies): void;
}

/** How many ids of events a proof keeps for one condition. */
export const EVENTS_KEPT = 20;

/** A judgement without events that time alone does not change. */
export function lasting(
  verdict: Verdict,
  observed: Json,
  reason: UnknownReason | null = null,
): Judgement {
  return { verdict, observed, eventIds: [], eventCount: 0, reason, validUntil: null };
}
