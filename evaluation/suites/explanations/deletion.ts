import { eventEffects, without } from '../../../explain/attribution/event-effects.ts';
import { drawnLike, faithfulnessOf } from '../../../explain/attribution/faithfulness.ts';
import { scoreOf } from '../../../explain/attribution/profile-score.ts';
import { RandomSource } from '../../../fusion/index.ts';
import type { ScoredUser } from './scored-user.ts';

/** Longest stretch of the curve. */
const MOST_REMOVED = 10;
/** The curve is drawn over the first users only. */
const CURVE_USERS = 100;

/** How far scores move when evidence is taken away, and how far when events are drawn at random. */
export interface DeletionResult {
  /** Mean over users of how far the five first events move the score, by that of five at random. */
  readonly ratio: number;
  /** The same for the five latest events, as if the newest were the evidence. */
  readonly latestRatio: number;
  /** [events removed], mean moves. */
  readonly curves: Readonly<Record<'evidence' | 'random', readonly number[]>>;
}

/** The deletion test that every answer carries, over many users. */
export function deletionTest(users: readonly ScoredUser[]): DeletionResult {
  let [moved, latest, random] = [0, 0, 0];
  const curves = { evidence: zeros(), random: zeros() };
  const drawing = RandomSource.fromSeed(11);
  const drawn = users.slice(0, CURVE_USERS);
  for (const { score, history, aboutOf } of users) {
    const of = (changed: typeof history) => scoreOf(score, changed);
    const ranked = eventEffects(score, history, aboutOf, true).map(({ eventId }) => eventId);
    const tested = faithfulnessOf(of, history, ranked);
    moved += tested.moved;
    random += tested.movedAtRandom;
    const newest = history.events.map(({ id }) => id).reverse();
    latest += faithfulnessOf(of, history, newest).moved;
  }
  for (const { score, history, aboutOf } of drawn) {
    const byId = new Map(history.events.map((event) => [event.id, event]));
    const ranked = eventEffects(score, history, aboutOf, true).flatMap(
      ({ eventId }) => byId.get(eventId) ?? [],
    );
    const whole = scoreOf(score, history);
    const moves = (events: typeof ranked) =>
      Math.abs(whole - scoreOf(score, without(history, new Set(events.map(({ id }) => id)))));
    for (let removed = 1; removed <= MOST_REMOVED; removed += 1) {
      const first = ranked.slice(0, removed);
      curves.evidence[removed - 1] += moves(first) / drawn.length;
      curves.random[removed - 1] += moves(drawnLike(first, history, drawing)) / drawn.length;
    }
  }
  return { ratio: moved / random, latestRatio: latest / random, curves };
}

function zeros(): number[] {
  return new Array<number>(MOST_REMOVED).fill(0);
}
