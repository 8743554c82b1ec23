import type { Event, Item } from '../../../fusion/index.ts';
import {
  type ConditionParameters,
  durationMilliseconds,
  matchEvents,
} from '../../../segments/index.ts';
import { type Asked, type FindDeed, leastDeed } from './deed.ts';
import { type EventQuery, type Imagined, imagined, imaginedItem, listed } from './imagined.ts';

type Sequence = ConditionParameters['sequence'];

/**
 * What follows on something that was done already, where there is still time for it, and otherwise both;
 * or something that nothing follows, which is known once the time for it is over.
 */
export const sequenceDeed: FindDeed<Sequence> = (condition, asked) => {
  const { phrases, wordsOf } = asked.language;
  const what = phrases.sequence(condition, asked.steps, wordsOf);
  const sentence = phrases.change.more(asked.steps, what);
  const { followedBy, first, same } = condition;
  if (followedBy === undefined) {
    const takes = durationMilliseconds(condition.gap);
    return leastDeed(asked, (amount) => ({ sentence, takes, ...imagined(first, amount, asked) }));
  }
  const make = same === 'item' ? sameItem(condition, followedBy, asked) : anyItem;
  return leastDeed({ ...asked, steps: 1 }, (amount) => ({
    sentence,
    ...make(amount, first, followedBy, asked),
  }));
};

type Make = (amount: number, first: EventQuery, second: EventQuery, asked: Asked) => Imagined;

/** One event follows on all that there is still time for, and on what else is done now. */
const anyItem: Make = (amount, first, second, asked) => {
  const follower = imagined(second, 1, { ...asked, prefix: `${asked.prefix}-second` });
  const firsts = imagined(first, amount - 1, asked);
  return {
    events: [...firsts.events, ...follower.events],
    items: [...firsts.items, ...follower.items],
  };
};

/** On each item something follows: first on those where only that is missing. */
function sameItem(condition: Sequence, followedBy: EventQuery, asked: Asked): Make {
  const open = openItems(condition, followedBy, asked);
  return (amount, first, second) => {
    const events: Event[] = [];
    const items: Item[] = [];
    for (let index = 0; index < amount; index += 1) {
      const given = listed(first.where?.item ?? second.where?.item)[0];
      const itemId = open[index] ?? given ?? `${asked.prefix}-item-${index}`;
      const about = (query: EventQuery, place: string) =>
        imagined(query, 1, { ...asked, prefix: `${asked.prefix}-${place}-${index}` }, () => ({
          itemId,
        })).events;
      events.push(...about(second, 'second'));
      if (index < open.length) continue;
      events.push(...about(first, 'first'));
      const categories = [first, second].flatMap(({ where }) =>
        listed(where?.category).slice(0, 1),
      );
      items.push(imaginedItem(itemId, categories));
    }
    return { events, items };
  };
}

/** Items of first events that there is still time to follow on. */
function openItems({ first, gap }: Sequence, followedBy: EventQuery, asked: Asked): string[] {
  const { facts, now } = asked;
  const since = now - durationMilliseconds(gap);
  const firsts = matchEvents(first, facts.history.events, facts.item);
  const ids = firsts.flatMap(({ event }) =>
    event.at >= since && event.at <= now ? (event.itemId ?? []) : [],
  );
  return [...new Set(ids)].filter((itemId) => {
    const { events } = imagined(followedBy, 1, asked, () => ({ itemId }));
    const done = matchEvents(followedBy, facts.history.events, facts.item).some(
      ({ event }) => event.itemId === itemId && event.at >= since && event.at <= now,
    );
    return !done && matchEvents(followedBy, events, facts.item).some(({ sure }) => sure);
  });
}
