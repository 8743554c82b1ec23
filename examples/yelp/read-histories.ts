import type { YelpUser } from '../../evaluation/index.ts';
import type { UserHistory } from '../../fusion/index.ts';
import { allHistories } from '../../profiles/index.ts';
import { type Store, userIdOf } from '../../store/index.ts';

/** Histories as the store has them, and the users of the protocol under the store's ids. */
export async function readHistories(
  store: Store,
  users: readonly YelpUser[],
): Promise<{ users: YelpUser[]; histories: Map<string, UserHistory> }> {
  const idOf = (yelpId: string): string => userIdOf({ kind: 'yelp', value: yelpId });
  const histories = new Map<string, UserHistory>();
  for await (const page of allHistories(store)) {
    for (const history of page) histories.set(history.userId, history);
  }
  return {
    users: users.map((user) => ({
      ...user,
      userId: idOf(user.userId),
      friends: user.friends.map(idOf),
    })),
    histories,
  };
}
