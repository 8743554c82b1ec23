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
const OWN = 0.25;

/** So many events are read at most while events are left out alone: a bot has thousands of them. */
const MOST_READ = 50_000;

/** A history without some of its events. */
export function without(history: UserHistory, eventIds: ReadonlySet<string>): UserHistory {
  const events: Event[] = [];
  for (const event of history.events) if (!eventIds.has(event.id)) events.push(event);
  return { ...history, events };
}

/**
 * The share of every event in a score, by running the model without it. One of many purchases in a
 * category hardly moves a score on its own, yet all of them together may be why a user is where the
 * user is. So all events about the same are left out together, what that changes is divided equally
 * among them, and a quarter of what each changes alone beyond the others' mean is added: the events about
 * one thing sum to what it is worth (after the equal surplus division, Driessen and Funaki 1991).
 * Of a long history only the latest events are left out alone, fewer the longer it is.
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
  const { length } = history.events;
  const latest = new Set(history.events.slice(-Math.ceil(MOST_READ / Math.max(length, 1))));
  const effects = [...Map.groupBy(history.events, aboutOf).values()].flatMap((events) => {
    const tried = events.filter((event) => latest.has(event));
    const alone = new Map(tried.map((event) => [event, moved([event])]));
    const mean = [...alone.values()].reduce((sum, effect) => sum + effect, 0) / tried.length;
    const together = moved(events) / events.length;
    return events.map((event) => {
      const own = alone.get(event);
      const effect = own === undefined ? together : together + OWN * (own - mean);
      return { eventId: event.id, modality: event.modality, effect };
    });
  });
  const sign = member ? 1 : -1;
  return effects.sort(
    (left, right) => sign * (right.effect - left.effect) || (left.eventId < right.eventId ? -1 : 1),
  );
}
