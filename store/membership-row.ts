import type { Json } from './json.ts';

export type Verdict = 'TRUE' | 'FALSE' | 'UNKNOWN';

/** What the evaluator found out about a user and a segment. */
export interface NewMembership {
  readonly userId: string;
  readonly segmentId: string;
  readonly segmentVersion: number;
  readonly member: boolean;
  readonly verdict: Verdict;
  /** How strongly, where the segment has a scale; null for plain rules. */
  readonly score: number | null;
  readonly proof: Json;
  /** Until when the verdict holds if nothing happens, in milliseconds; null: for ever. */
  readonly validUntil: number | null;
  readonly at: number;
}

/** A stored verdict without its proof. */
export type StandingVerdict = Pick<
  NewMembership,
  'userId' | 'segmentId' | 'segmentVersion' | 'verdict' | 'validUntil'
>;

export interface MembershipRow extends NewMembership {
  /** Since when the user has been a member without a break; null for non-members. */
  readonly since: number | null;
}

/** That a user came into a segment or went out of it. */
export interface MembershipChange {
  /** The place in the feed of all membership changes. */
  readonly sequence: number;
  readonly userId: string;
  readonly segmentId: string;
  readonly segmentVersion: number;
  readonly change: 'entered' | 'left';
  readonly score: number | null;
  readonly at: number;
}
