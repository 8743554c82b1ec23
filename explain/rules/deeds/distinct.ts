import type { Event } from '../../../fusion/index.ts';
import type { ConditionParameters } from '../../../segments/index.ts';
import { type Asked, type Deed, type FindDeed, leastDeed } from './deed.ts';
import { type Imagined, imagined, imaginedItem, listed } from './imagined.ts';

type Distinct = ConditionParameters['distinct'];

const DAY_MS = 86_400_000;

/** Events about further different things, or on further days. */
export const distinctDeed: FindDeed<Distinct> = (condition, asked) => {
  const { phrases, wordsOf } = asked.language;
  const told = (amount: number, things: Pick<Deed, 'events' | 'items' | 'takes'>): Deed => ({
    sentence: phrases.change.distinct(amount, phrases.distinct(condition, amount, wordsOf), 'more'),
    ...things,
  });
  if (condition.of !== 'day') {
    return leastDeed(asked, (amount) => {
      const things = thingsOf[condition.of as Exclude<Distinct['of'], 'day'>](
        condition,
        amount,
        asked,
      );
      return things === null ? null : told(amount, things);
    });
  }
  // Today may count already: then the days begin tomorrow.
  const found = [0, 1].flatMap(
    (first) =>
      leastDeed(asked, (amount) => {
        const dayOf = (index: number): Partial<Event> => ({
          at: asked.now + (first + index) * DAY_MS,
        });
        const takes = (first + amount - 1) * DAY_MS;
        return told(amount, { ...imagined(condition, amount, asked, dayOf), takes });
      }) ?? [],
  );
  return found.sort((left, right) => left.events.length - right.events.length)[0] ?? null;
};

const thingsOf: Readonly<
  Record<
    Exclude<Distinct['of'], 'day'>,
    (condition: Distinct, amount: number, asked: Asked) => Imagined | null
  >
> = {
  item: aboutItems,
  category(condition, amount, asked) {
    const idOf = (index: number) => `${asked.prefix}-item-${index}`;
    const [asks] = listed(condition.where?.category);
    const items = Array.from({ length: amount }, (_, index) => {
      const categories = [
        ...(asks === undefined ? [] : [asks]),
        `${asked.prefix}-category-${index}`,
      ];
      return imaginedItem(idOf(index), categories);
    });
    const { events } = imagined(condition, amount, asked, (index) => ({ itemId: idOf(index) }));
    return { events, items };
  },
  otherUser: (condition, amount, asked) =>
    imagined(condition, amount, asked, (index) => ({
      otherUserId: `${asked.prefix}-user-${index}`,
    })),
  attribute: (condition, amount, asked) =>
    imagined(condition, amount, asked, (index) => ({
      attributes: {
        [condition.attribute ?? '']: `${asked.prefix}-value-${index}`,
        ...condition.where?.attributes,
      },
    })),
};

/** Items that the user has had nothing to do with yet, out of those that are asked for. */
function aboutItems(condition: Distinct, amount: number, asked: Asked): Imagined | null {
  const known = new Set(asked.facts.history.events.map(({ itemId }) => itemId));
  const ids =
    condition.where?.item === undefined
      ? Array.from({ length: amount }, (_, index) => `${asked.prefix}-item-${index}`)
      : listed(condition.where.item).filter((id) => !known.has(id));
  if (ids.length < amount) return null;
  const categories = listed(condition.where?.category).slice(0, 1);
  const { events } = imagined(condition, amount, asked, (index) => ({ itemId: ids[index] }));
  return { events, items: ids.slice(0, amount).map((id) => imaginedItem(id, categories)) };
}
