import { type Event, RandomSource, type UserHistory } from '../../fusion/index.ts';
import { without } from './event-effects.ts';

/** So many events are removed together. */
export const EVENTS_REMOVED = 5;
/** So many times events are drawn at random to compare with. */
const DRAWS = 8;

/** What becomes of a score when the weightiest evidence is taken away (a deletion test). */
export interface Faithfulness {
  /** How many of the first events were removed together; fewer than five where there are no more. */
  readonly removed: number;
  /** How far the score moved by it. */
  readonly moved: number;
  /** How far it moves on average when as many events of the same modalities are drawn at random. */
  readonly movedAtRandom: number;
}

/**
 * Removes the weightiest events together, and as many of the same modalities at random, and runs the
 * model on what is left.
 * @param ranked ids of the user's events, the weightiest first
 */
export function faithfulnessOf(
  scoreOf: (history: UserHistory) => number,
  history: UserHistory,
  ranked: readonly string[],
): Faithfulness {
  const byId = new Map(history.events.map((event) => [event.id, event]));
  const first = ranked.flatMap((id) => byId.get(id) ?? []).slice(0, EVENTS_REMOVED);
  if (first.length === 0) return { removed: 0, moved: 0, movedAtRandom: 0 };
  const whole = scoreOf(history);
  const moved = (removed: readonly Event[]): number =>
    Math.abs(whole - scoreOf(without(history, new Set(removed.map(({ id }) => id)))));
  const random = RandomSource.fromSeed(1);
  let total = 0;
  for (let draw = 0; draw < DRAWS; draw += 1) total += moved(drawnLike(first, history, random));
  return { removed: first.length, moved: moved(first), movedAtRandom: total / DRAWS };
}

/** As many events of each modality as are given, drawn without putting back. */
export function drawnLike(
  given: readonly Event[],
  { events }: UserHistory,
  random: RandomSource,
): Event[] {
  return [...Map.groupBy(given, ({ modality }) => modality)].flatMap(([name, own]) => {
    const all = events.filter(({ modality }) => modality === name);
    return random.shuffle(all).slice(0, own.length);
  });
}
