import type { PersonTruth } from '../../../demo/index.ts';
import { eventEffects } from '../../../explain/attribution/event-effects.ts';
import type { Recall } from './planted.ts';
import type { ScoredUser } from './scored-user.ts';

const FIRST = 10;

/**
 * People whose life style changed, as the generator knows when, and who are in the group of the new one:
 * how many of the first ten events of their evidence lie after the change.
 * @returns the recall, and that of ten events at random
 */
export function driftRecall(
  users: readonly ScoredUser[],
  driftOf: (place: number) => PersonTruth['drift'],
  groupOf: ReadonlyMap<string, number>,
): Recall & { readonly chance: number } {
  let [sum, chance, cases] = [0, 0, 0];
  users.forEach(({ group, history, score, aboutOf }, place) => {
    const drift = driftOf(place);
    if (drift === null || groupOf.get(drift.to) !== group) return;
    const after = new Set(history.events.filter(({ at }) => at >= drift.at).map(({ id }) => id));
    if (after.size < FIRST) return;
    const first = eventEffects(score, history, aboutOf, true).slice(0, FIRST);
    sum += first.filter(({ eventId }) => after.has(eventId)).length / FIRST;
    chance += after.size / history.events.length;
    cases += 1;
  });
  return { recall: sum / cases, chance: chance / cases, cases };
}
