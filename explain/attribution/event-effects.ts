import type { Event, UserHistory } from '../../fusion/index.ts';
import { type ProfileScore, scoreOf } from './profile-score.ts';

/** An event with its share of a score: above zero where it raised it. */
export interface EventEffect {
  readonly eventId: string;
  readonly modality: string;
  readonly effect: number;
}

/** What an event is about: the category of its item, say. Events about the same are weighed together. */
export type AboutOf = (event: Event) => string;

/** How much of what sets an event apart from others about the same counts. */
const OWN = 0.5;

/** A history without some of its events. */
export function without(history: UserHistory, eventIds: ReadonlySet<string>): UserHistory {
  return { ...history, events: history.events.filter(({ id }) => !eventIds.has(id)) };
}

/**
 * The share of every event in a score, by running the model without it. One of many purchases in a
 * category hardly moves a score on its own, yet all of them together may be why a user is where the
 * user is. So all events about the same are left out together, what that changes is divided equally
 * among them, and half of what each changes alone beyond the others' mean is added: the events about
 * one thing sum to what it is worth (after the equal surplus division, Driessen and Funaki 1991).
 * @param member whether the verdict is that the user is in
 * @returns those that speak for the verdict first, the weightiest first; ties by id
 */
export function eventEffects(
  score: ProfileScore,
  history: UserHistory,
  aboutOf: AboutOf,
  member: boolean,
): EventEffect[] {
  const whole = scoreOf(score, history);
  const moved = (events: readonly Event[]): number =>
    whole - scoreOf(score, without(history, new Set(events.map(({ id }) => id))));
  const effects = [...Map.groupBy(history.events, aboutOf).values()].flatMap((events) => {
    const alone = events.map((event) => moved([event]));
    const mean = alone.reduce((sum, effect) => sum + effect, 0) / events.length;
    const together = moved(events) / events.length;
    return events.map(({ id, modality }, at) => ({
      eventId: id,
      modality,
      effect: together + OWN * (alone[at] - mean),
    }));
  });
  const sign = member ? 1 : -1;
  return effects.sort(
    (left, right) => sign * (right.effect - left.effect) || (left.eventId < right.eventId ? -1 : 1),
  );
}
