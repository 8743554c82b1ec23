import type { FeedPlace, HistoryFeed, Store } from '../../store/index.ts';
import { clientError } from '../errors.ts';
import { erasedUser } from '../privacy/erased-user.ts';
import { toldPlace } from './endings.ts';

export const MOST_USERS = 1_000;

export const AFTER_SEQUENCE =
  'Where to go on: the last sequence seen. From now on if nothing is said, 0 from the beginning.';
export const USER_IDS = `Only of these users, at most ${MOST_USERS}; everybody if nothing is said.`;

/** The place to follow a feed from. */
export async function placeAfter(
  feed: HistoryFeed<unknown>,
  afterSequence: number | null | undefined,
): Promise<FeedPlace> {
  if (afterSequence == null) return feed.end();
  if (afterSequence < 0) {
    throw clientError('BAD_USER_INPUT', 'afterSequence must not be negative.');
  }
  return toldPlace(feed.placeOf(afterSequence));
}

/** The users to follow under the ids that they go by now; null for everybody. */
export async function followedUsers(
  userIds: readonly string[] | null | undefined,
  store: Store,
): Promise<ReadonlySet<string> | null> {
  if (userIds == null) return null;
  if (userIds.length === 0 || userIds.length > MOST_USERS) {
    throw clientError(
      'BAD_USER_INPUT',
      `userIds takes 1 to ${MOST_USERS} users. Leave it out to follow everybody.`,
    );
  }
  const known = await store.users.exists(userIds);
  const missing = userIds.findIndex((id) => !known.has(id));
  if (missing >= 0) {
    const erased = await erasedUser(store, userIds[missing]!);
    if (erased !== null) throw clientError('ERASED_USER', erased.message);
    throw clientError('UNKNOWN_USER', `There is no user of the id given as userIds[${missing}].`);
  }
  return new Set((await store.users.canonical(userIds)).values());
}
