import type { ConditionParameters } from '../../../segments/index.ts';
import { type FindDeed, leastDeed } from './deed.ts';
import { imagined } from './imagined.ts';

/** More of the events that are counted. */
export const countDeed: FindDeed<ConditionParameters['count']> = (condition, asked) => {
  const { phrases, wordsOf } = asked.language;
  return leastDeed(asked, (amount) => ({
    sentence: phrases.change.more(amount, phrases.events(condition, amount, wordsOf)),
    ...imagined(condition, amount, asked),
  }));
};

/** One event of the kind of which the last one is asked for. */
export const recencyDeed: FindDeed<ConditionParameters['recency']> = (condition, asked) => {
  const { phrases, wordsOf } = asked.language;
  const { within, notWithin, ...query } = condition;
  const events = { ...query, within: within ?? notWithin };
  const deed = {
    sentence: phrases.change.more(1, phrases.events(events, 1, wordsOf)),
    ...imagined(query, 1, asked),
  };
  return asked.isEnough(deed) ? deed : null;
};
