import type { Event, Item, UserHistory } from '../../../fusion/index.ts';
import { type CommonThing, commonThings, type ThingsOf } from './common-things.ts';

/** Looks up an item; null where the shop does not know it. */
export type ItemOf = (id: string) => Item | null;

/** What members do of one kind beside others, and with which things. */
export interface ActivityKind extends Omit<CommonThing, 'key'> {
  readonly modality: string;
  readonly type: string;
  /** What it is done with, among those who do it: the main categories of the items, ten at most. */
  readonly categories: readonly CommonThing[];
  /** The items themselves, ten at most. */
  readonly items: readonly CommonThing[];
}

const LISTED = 10;

/** Each kind of event that a handful of members has, the commonest first. */
export function activityKinds(
  members: readonly UserHistory[],
  others: readonly UserHistory[],
  itemOf: ItemOf,
): ActivityKind[] {
  const [own, rest] = [members.map(byKind), others.map(byKind)];
  const kinds = commonThings(keysOf(own), keysOf(rest));
  return kinds.map(({ key, ...share }) => {
    const [ours, theirs] = [own, rest].map((users) =>
      users.flatMap((kindsOf) => {
        const events = kindsOf.get(key);
        return events === undefined ? [] : [events];
      }),
    );
    const listed = (thingOf: (event: Event) => string | null) =>
      commonThings(thingsOf(ours, thingOf), thingsOf(theirs, thingOf)).slice(0, LISTED);
    const [modality, type] = JSON.parse(key) as [string, string];
    return {
      ...{ modality, type },
      ...share,
      categories: listed(({ itemId }) => itemOf(itemId ?? '')?.categories[0] ?? null),
      items: listed(({ itemId }) => itemId),
    };
  });
}

function byKind({ events }: UserHistory): Map<string, Event[]> {
  const kinds = new Map<string, Event[]>();
  for (const event of events) {
    const key = JSON.stringify([event.modality, event.type]);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [event]);
    else known.push(event);
  }
  return kinds;
}

function keysOf(users: readonly ReadonlyMap<string, unknown>[]): ThingsOf {
  return users.map((kinds) => new Set(kinds.keys()));
}

function thingsOf(
  users: readonly (readonly Event[])[],
  thingOf: (event: Event) => string | null,
): ThingsOf {
  return users.map((events) => new Set(events.flatMap((event) => thingOf(event) ?? [])));
}
