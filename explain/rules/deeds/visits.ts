import { type ConditionParameters, placesCalled, pointOf } from '../../../segments/index.ts';
import { type FindDeed, leastDeed } from './deed.ts';
import { imagined } from './imagined.ts';

/** What an event is that nothing else is known of but where it happened. */
const BEING_THERE = 'location';

/** Events at the place that is asked for. */
export const visitsDeed: FindDeed<ConditionParameters['visits']> = (condition, asked) => {
  const { facts, language } = asked;
  const { near } = condition;
  const point = 'place' in near ? placesCalled(near.place, facts.places)[0] : near;
  if (point === undefined) return null;
  const { latitude, longitude } = point;
  const like = facts.history.events.findLast(
    (event) =>
      (condition.modality ?? event.modality) === event.modality &&
      pointOf(event, facts.item) !== null,
  );
  const query = {
    modality: condition.modality ?? like?.modality ?? BEING_THERE,
    ...(like !== undefined && { type: like.type }),
  };
  return leastDeed(asked, (amount) => ({
    sentence: language.phrases.change.more(amount, language.phrases.visits(condition, amount)),
    ...imagined(query, amount, asked, () => ({ attributes: { latitude, longitude } })),
  }));
};
