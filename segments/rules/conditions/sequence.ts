import { z } from 'zod';
import type { ConditionKind } from '../condition-kind.ts';
import { durationMilliseconds } from '../duration.ts';
import {
  durationSchema,
  hasLimit,
  knownSince,
  LIMIT_MISSING,
  limitShape,
  missingShape,
  queryShape,
  readQuery,
} from '../event-conditions.ts';
import { type Match, matchEvents } from '../event-filter.ts';
import type { UserFacts } from '../facts.ts';
import type { EventQuery, SequenceCondition } from '../rule.ts';
import { judgeWindow } from '../window.ts';
import { countMatches } from './count.ts';

/** How many events were followed by another kind of event within a gap, or were not. */
export const sequence: ConditionKind<SequenceCondition> = {
  schema: () =>
    z
      .strictObject({
        first: z.strictObject(queryShape),
        followedBy: z.strictObject(queryShape).optional(),
        notFollowedBy: z.strictObject(queryShape).optional(),
        gap: durationSchema,
        same: z.literal('item').optional(),
        within: durationSchema.optional(),
        ...missingShape,
        ...limitShape,
      })
      .refine(hasLimit, { message: LIMIT_MISSING })
      .refine(
        ({ followedBy, notFollowedBy }) =>
          (followedBy === undefined) !== (notFollowedBy === undefined),
        {
          message: 'needs exactly one of followedBy and notFollowedBy',
        },
      ),
  evaluate(condition, facts, now) {
    return judgeWindow(
      {
        matches: matchesOf(condition, facts),
        knownSince: knownSinceOf(condition, facts),
        duration: condition.within ?? null,
        limits: condition,
        measure: countMatches,
        uncertainty: 'item-unknown',
      },
      now,
    );
  },
  reads(condition, into) {
    readQuery(condition.first, into);
    readQuery(otherOf(condition), into);
  },
};

function otherOf({ followedBy, notFollowedBy }: SequenceCondition): EventQuery {
  return (followedBy ?? notFollowedBy)!;
}

/** Nothing followed only where both kinds of event are known of. */
function knownSinceOf(condition: SequenceCondition, { history }: UserFacts): number | null {
  const [first, other] = [condition.first, otherOf(condition)].map(({ modality }) =>
    knownSince(history.events, modality, condition.whenMissing),
  );
  return first === null || other === null ? null : Math.max(first, other);
}

/** What came to pass, at the instants at which it did, in their order. */
function matchesOf(condition: SequenceCondition, { history, item }: UserFacts): Match[] {
  const firsts = matchEvents(condition.first, history.events, item);
  const others = matchEvents(otherOf(condition), history.events, item);
  const gap = durationMilliseconds(condition.gap);
  return firsts
    .flatMap((first) => {
      const followers = followersOf(first, others, gap, condition.same === 'item');
      return condition.followedBy === undefined
        ? notFollowed(first, followers, gap)
        : followed(first, followers);
    })
    .sort((left, right) => left.event.at - right.event.at);
}

function followersOf(
  { event: first }: Match,
  others: readonly Match[],
  gap: number,
  sameItem: boolean,
): Match[] {
  return others.filter(({ event }) => {
    if (event.id === first.id || event.at < first.at || event.at > first.at + gap) return false;
    return !sameItem || (event.itemId !== null && event.itemId === first.itemId);
  });
}

function followed(first: Match, followers: readonly Match[]): Match[] {
  const follower = followers.find(({ sure }) => sure) ?? followers[0];
  if (follower === undefined) return [];
  return [{ ...follower, sure: first.sure && follower.sure, earlier: first.event }];
}

function notFollowed(first: Match, followers: readonly Match[], gap: number): Match[] {
  if (followers.some(({ sure }) => sure)) return [];
  const event = { ...first.event, at: first.event.at + gap };
  return [{ event, sure: first.sure && followers.length === 0 }];
}
