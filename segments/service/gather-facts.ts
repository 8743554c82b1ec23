import type { Item, UserHistory } from '../../fusion/index.ts';
import type { Store } from '../../store/index.ts';
import type { RuleDependencies } from '../rules/dependencies.ts';
import type { KnownVerdict, UserFacts } from '../rules/facts.ts';
import type { JudgedUser } from './judged-user.ts';
import { servedFriends } from './served-histories.ts';

/** More friends than this are not looked at; the rest count as unknown. */
const MOST_FRIENDS = 500;
const IDS_AT_ONCE = 2_000;

/** Where facts come from besides the users themselves. */
export interface FactReaders {
  /** The histories of friends. */
  readonly histories: (userIds: readonly string[]) => Promise<readonly UserHistory[]>;
  readonly items: (ids: readonly string[]) => Promise<ReadonlyMap<string, Item>>;
}

/**
 * Everything that rules with these dependencies read about some users; by default friends as far as their
 * served profiles have seen them, and items as they are.
 */
export async function gatherFacts(
  store: Store,
  users: readonly JudgedUser[],
  dependencies: RuleDependencies,
  read: FactReaders = {
    histories: (userIds) => servedFriends(store, userIds),
    items: (ids) => store.items.byIds(ids),
  },
): Promise<(user: JudgedUser, segments: Record<string, KnownVerdict>) => UserFacts> {
  const friends = new Map<string, UserHistory>();
  if (dependencies.friends) {
    const ids = [...new Set(users.flatMap(friendsOf))];
    for (const part of parts(ids)) {
      for (const history of await read.histories(part)) {
        // Somebody without any data is somebody of whom nothing is known.
        if (history.events.length > 0) friends.set(history.userId, history);
      }
    }
  }
  const items = new Map<string, Item>();
  if (dependencies.items || dependencies.places) {
    const histories = [...users.map(({ history }) => history), ...friends.values()];
    const ids = new Set(
      histories.flatMap(({ events }) => events.flatMap(({ itemId }) => itemId ?? [])),
    );
    for (const part of parts([...ids])) {
      for (const [id, row] of await read.items(part)) items.set(id, row);
    }
  }
  return (user, segments) => ({
    userId: user.userId,
    history: user.history,
    item: (id) => items.get(id) ?? null,
    readOuts: user.readOuts,
    places: user.places,
    friends,
    segments,
  });
}

/** The other ends of a user's relations. */
export function friendsOf({ history }: Pick<JudgedUser, 'history'>): string[] {
  const others = new Set(history.events.flatMap(({ otherUserId }) => otherUserId ?? []));
  return [...others].slice(0, MOST_FRIENDS);
}

function* parts(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
    yield ids.slice(start, start + IDS_AT_ONCE);
  }
}
