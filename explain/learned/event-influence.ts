import type { UserHistory } from '../../fusion/index.ts';
import type { LearnedDefinition } from '../../segments/index.ts';
import { type EncodeProfiles, marginOf } from './coalition-scores.ts';

/** So many of the latest events are left out one by one; older ones weigh little in any profile. */
const EVENTS_TRIED = 60;

/** How far leaving out each event moves the margin: above zero where it speaks for the segment. */
export async function eventInfluence(
  definition: LearnedDefinition,
  history: UserHistory,
  score: number,
  encode: EncodeProfiles,
): Promise<Map<string, number>> {
  const tried = history.events.slice(-EVENTS_TRIED);
  const variants = tried.map(({ id }) => ({
    ...history,
    events: history.events.filter((event) => event.id !== id),
  }));
  const profiles = await encode(variants);
  return new Map(tried.map(({ id }, index) => [id, score - marginOf(definition, profiles[index])]));
}
