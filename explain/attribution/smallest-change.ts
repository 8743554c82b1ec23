import { compareEvents, type UserHistory } from '../../fusion/index.ts';
import { type Act, eventsOfAct } from './acts.ts';

/** More kinds of change than this are no advice. */
const MOST_CHANGES = 3;
/** Acts that are looked at in combination, those that help most on their own. */
const ACTS_COMBINED = 8;
/** How much of an act is tried to see whether it helps. */
const FIRST_TRY = 5;
const AMOUNTS = [1, 2, 3, 4, 5, 7, 10, 14, 20];

/** So much more of an act. */
export interface Change {
  readonly act: Act;
  readonly amount: number;
}

/** What a search for a change found. */
export interface FoundChange {
  readonly changes: readonly Change[];
  readonly history: UserHistory;
}

/** A history with changes made in the week after an instant (milliseconds since the epoch). */
export function changedHistory(
  history: UserHistory,
  changes: readonly Change[],
  start: number,
): UserHistory {
  const added = changes.flatMap(({ act, amount }) => eventsOfAct(act, amount, start));
  return { ...history, events: [...history.events, ...added].sort(compareEvents) };
}

/**
 * Searches the fewest changes with which a goal is reached, and of them as little as is enough: acts
 * are added greedily by how near they bring the goal, then each is made as small as it can be. Only
 * what the user could still do is changed: events in the week to come, never the past.
 * @param goal runs the model; above zero where the goal is reached
 * @returns null where at most three changes do not reach it
 */
export function smallestChange(
  history: UserHistory,
  acts: readonly Act[],
  start: number,
  goal: (history: UserHistory) => number,
): FoundChange | null {
  const worth = (changes: readonly Change[]) => goal(changedHistory(history, changes, start));
  const helpful = acts
    .map((act) => ({ act, gain: worth([{ act, amount: Math.min(FIRST_TRY, act.most) }]) }))
    .sort((left, right) => right.gain - left.gain)
    .slice(0, ACTS_COMBINED)
    .map(({ act }) => act);
  let changes: readonly Change[] = [];
  for (let round = 0; round < MOST_CHANGES; round += 1) {
    const tried = helpful
      .filter((act) => !changes.some((change) => change.act === act))
      .map((act) => {
        const grown = [...changes, { act, amount: act.most }];
        return { grown, worth: worth(grown) };
      });
    if (tried.length === 0) return null;
    const best = tried.reduce((most, own) => (own.worth > most.worth ? own : most));
    changes = best.grown;
    if (best.worth <= 0) continue;
    const least = shrunk(changes, (smaller) => worth(smaller) > 0);
    return { changes: least, history: changedHistory(history, least, start) };
  }
  return null;
}

/** Each change as small as the goal allows, one after the other. */
function shrunk(
  changes: readonly Change[],
  isEnough: (changes: readonly Change[]) => boolean,
): readonly Change[] {
  return changes.reduce((kept: readonly Change[], { act }, at) => {
    const smaller = (amount: number) =>
      kept.map((change, place) => (place === at ? { act, amount } : change));
    const least = AMOUNTS.find((amount) => amount < kept[at].amount && isEnough(smaller(amount)));
    return least === undefined ? kept : smaller(least);
  }, changes);
}
