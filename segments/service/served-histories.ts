import { historiesOf, type ReadHistory } from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';

/**
 * The histories of users as far as their profiles have seen them: what has come in since is judged when the
 * profile sees it, so that a replay of the profile finds what was judged. Whole where there is no profile.
 * @param reach through which sequence each profile has seen its user
 */
export async function servedHistories(
  store: Store,
  userIds: readonly string[],
  reach: ReadonlyMap<string, number>,
): Promise<ReadHistory[]> {
  const whole = await historiesOf(store, userIds);
  const behind = new Map<string, number>();
  for (const { userId, throughSequence } of whole) {
    const seen = reach.get(userId);
    if (seen !== undefined && seen < throughSequence) behind.set(userId, seen);
  }
  const read = await historiesOf(store, [...behind.keys()], { throughSequence: behind });
  const served = new Map(read.map((history) => [history.userId, history]));
  return whole.map((history) => served.get(history.userId) ?? history);
}

/**
 * The histories of friends, who are known as far as their own profiles are: a rule about friends then
 * speaks of what is served of them, and a replay finds the same. While everybody's profiles are still
 * being made, friends without one count with all that they did.
 */
export async function servedFriends(
  store: Store,
  userIds: readonly string[],
): Promise<ReadHistory[]> {
  const reach = await store.profiles.reach(userIds);
  const made = (await store.models.active())?.encoding?.finishedAt ?? null;
  const known = made === null ? userIds : userIds.filter((userId) => reach.has(userId));
  return servedHistories(store, known, reach);
}
