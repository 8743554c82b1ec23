import { z } from 'zod';
import type { Event } from '../../../fusion/index.ts';
import type { Verdict } from '../../../store/index.ts';
import { type ConditionKind, EVENTS_KEPT, type Judge, lasting } from '../condition-kind.ts';
import { hasLimit, LIMIT_MISSING, limitShape, missingShape } from '../event-conditions.ts';
import type { UserFacts } from '../facts.ts';
import { definite, within } from '../interval.ts';
import type { FriendsCondition } from '../rule.ts';

/** How many friends satisfy a rule; a friend of whom too little is known may or may not. */
export const friends: ConditionKind<FriendsCondition> = {
  schema: (rule) =>
    z
      .strictObject({ who: rule.optional(), ...missingShape, ...limitShape })
      .refine(hasLimit, { message: LIMIT_MISSING }),
  evaluate(condition, facts, now, judge) {
    const relations = relationsOf(facts);
    const next = nextRelation(facts, now);
    const current = [...relations.values()].filter((event) => event.at <= now);
    if (current.length === 0 && condition.whenMissing !== 'zero') {
      return { ...lasting('UNKNOWN', null, 'friends-unknown'), validUntil: next };
    }
    let low = 0;
    let high = 0;
    let validUntil = next;
    const counted: Event[] = [];
    for (const event of current) {
      const answer = judgeFriend(condition, event.otherUserId ?? '', facts, now, judge);
      validUntil = earlier(validUntil, answer.validUntil);
      if (answer.verdict === 'FALSE') continue;
      high += 1;
      if (answer.verdict === 'UNKNOWN') continue;
      low += 1;
      counted.push(event);
    }
    const verdict = within({ low, high }, condition);
    return {
      verdict,
      observed: definite({ low, high }),
      eventIds: counted.slice(-EVENTS_KEPT).map(({ id }) => id),
      eventCount: counted.length,
      reason: verdict === 'UNKNOWN' ? 'friends-unknown' : null,
      validUntil,
    };
  },
  reads(_condition, into) {
    into.friends = true;
    into.items = true;
  },
};

/** The first event of each relation, by the other user. */
function relationsOf(facts: UserFacts): Map<string, Event> {
  const relations = new Map<string, Event>();
  for (const event of facts.history.events) {
    const other = event.otherUserId;
    if (other !== null && other !== facts.userId && !relations.has(other))
      relations.set(other, event);
  }
  return relations;
}

function nextRelation(facts: UserFacts, now: number): number | null {
  return (
    facts.history.events.find((event) => event.otherUserId !== null && event.at > now)?.at ?? null
  );
}

function judgeFriend(
  condition: FriendsCondition,
  userId: string,
  facts: UserFacts,
  now: number,
  judge: Judge,
): { readonly verdict: Verdict; readonly validUntil: number | null } {
  if (condition.who === undefined) return { verdict: 'TRUE', validUntil: null };
  const history = facts.friends.get(userId);
  if (history === undefined) return { verdict: 'UNKNOWN', validUntil: null };
  const theirs: UserFacts = {
    userId,
    history,
    item: facts.item,
    readOuts: {},
    places: null,
    friends: new Map(),
    segments: {},
  };
  return judge(condition.who, theirs, now);
}

function earlier(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
}
