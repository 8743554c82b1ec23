import type { Item } from '../../fusion/index.ts';
import type { EventRow, Store } from '../../store/index.ts';
import { type Activity, activityOf } from '../portrait/activity/activity.ts';
import { type Ties, tiesOf } from '../portrait/ties.ts';

/** What members do and whom they know. */
export interface Behaviour {
  /** Null where too few were looked at. */
  readonly activity: Activity | null;
  /** Null where too few were looked at, or nobody has a tie. */
  readonly ties: Ties | null;
}

/** Whose events are read, and how many of either there are in all. */
export interface BehaviourOf {
  readonly segmentId: string;
  readonly members: readonly string[];
  readonly others: readonly string[];
  readonly memberCount: number;
  readonly otherCount: number;
}

/** Reads the events of some members and some others, and what they say of the segment. */
export async function readBehaviour(store: Store, of: BehaviourOf): Promise<Behaviour> {
  const userIds = [...of.members, ...of.others];
  const [events, traits] = await Promise.all([
    store.events.ofUsers(userIds),
    store.users.traits(userIds),
  ]);
  const histories = (ids: readonly string[]) =>
    ids.map((userId) => ({
      ...{ userId, events: events.get(userId) ?? [], traits: traits.get(userId) ?? {} },
    }));
  const items = await itemsOf(store, events);
  return {
    activity: activityOf(
      histories(of.members),
      histories(of.others),
      (id) => items.get(id) ?? null,
    ),
    ties: await readTies(store, of, events),
  };
}

async function itemsOf(
  store: Store,
  events: ReadonlyMap<string, readonly EventRow[]>,
): Promise<Map<string, Item>> {
  const ids = new Set<string>();
  for (const rows of events.values()) for (const { itemId } of rows) if (itemId) ids.add(itemId);
  return store.items.byIds([...ids]);
}

async function readTies(
  store: Store,
  { segmentId, members, others, memberCount, otherCount }: BehaviourOf,
  events: ReadonlyMap<string, readonly EventRow[]>,
): Promise<Ties | null> {
  const named = (userId: string) =>
    (events.get(userId) ?? []).flatMap(({ otherUserId }) => otherUserId ?? []);
  const ends = [...new Set([...members, ...others].flatMap(named))];
  // A friend who was merged into somebody is that somebody.
  const canonical = await store.users.canonical(ends);
  const segments = await store.memberships.segmentsOf([...new Set(canonical.values())]);
  const tiesOfUser = (userId: string) => [
    ...new Set(named(userId).flatMap((end) => canonical.get(end) ?? [])),
  ];
  return tiesOf({
    ...{ memberCount, otherCount },
    members: members.map(tiesOfUser),
    others: others.map(tiesOfUser),
    isMember: (userId) => segments.get(userId)?.has(segmentId) ?? false,
  });
}
