import type { UserHistory } from '../../../fusion/index.ts';
import {
  type ConditionParameters,
  evaluateRule,
  type Rule,
  type UserFacts,
} from '../../../segments/index.ts';
import { type Asked, type FindDeed, leastDeed } from './deed.ts';
import { imagined } from './imagined.ts';

/** How a relation is told of where the user has none yet. */
const RELATION = { modality: 'social', type: 'friend' };
const NOBODY: UserHistory = { userId: '', events: [], traits: {} };

/** Further friends: each is like one who is of the kind that is asked for, or does what it takes. */
export const friendsDeed: FindDeed<ConditionParameters['friends']> = (condition, asked) => {
  const { facts, language, prefix } = asked;
  const like = condition.who === undefined ? NOBODY : someoneLike(condition.who, asked);
  if (like === null) return null;
  const relation = facts.history.events.findLast(({ otherUserId }) => otherUserId !== null);
  const query =
    relation === undefined ? RELATION : { modality: relation.modality, type: relation.type };
  const idOf = (index: number) => `${prefix}-friend-${index}`;
  return leastDeed(asked, (amount) => ({
    sentence: language.phrases.change.friends(amount, 'more'),
    ...imagined(query, amount, asked, (index) => ({ otherUserId: idOf(index) })),
    friends: Array.from({ length: amount }, (_, index) => ({ ...like, userId: idOf(index) })),
  }));
};

function someoneLike(who: Rule, { facts, now, act }: Asked): UserHistory | null {
  const of = (history: UserHistory): UserFacts => ({
    ...{ userId: history.userId, history, item: facts.item, readOuts: {}, places: null },
    ...{ friends: new Map(), segments: {} },
  });
  const known = [...facts.friends.values()].find(
    (history) => evaluateRule(who, of(history), now).verdict === 'TRUE',
  );
  return known ?? act(who, of(NOBODY));
}
