import { durationMilliseconds } from '../rules/duration.ts';
import type { JudgedUser } from '../service/judged-user.ts';
import type { ScoredDefinition } from './scored-definition.ts';

/** Given as an example of whom others resemble; or silent for so long that there is nothing to lapse from. */
export type LeftOutFor = 'SEED' | 'SILENT';

/** Why somebody is out of a segment whatever the value; null where the value decides. */
export function leftOutFor(
  { ask, seedIds }: Pick<ScoredDefinition, 'ask' | 'seedIds'>,
  { userId, history, profileAsOf }: JudgedUser,
): LeftOutFor | null {
  if ('like' in ask) {
    return ask.like.includeSeeds !== true && seedIds.includes(userId) ? 'SEED' : null;
  }
  const { lapses } = ask.predicts;
  if (lapses === undefined || profileAsOf === null) return null;
  const from = profileAsOf - durationMilliseconds(lapses.within);
  return history.events.some(({ at }) => at > from && at <= profileAsOf) ? null : 'SILENT';
}
