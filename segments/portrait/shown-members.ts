import type { Positions } from './positions.ts';

/** A member who is shown by id. */
export interface ShownMember {
  readonly userId: string;
  /** From the members' centre, in standard deviations of a feature (root mean square). */
  readonly distance: number;
  /** How strongly the segment has them; null where it has no scale. */
  readonly score: number | null;
}

export interface ShownMembers {
  /** Those nearest to the members' centre, the nearest first. */
  readonly typical: readonly ShownMember[];
  /** Those who most nearly are no members, the nearest to that first. */
  readonly edge: readonly ShownMember[];
}

/** A member with the place of their features. */
export interface MemberPlace {
  readonly userId: string;
  readonly user: number;
  readonly score: number | null;
}

const SHOWN = 5;

/**
 * Picks typical members and edge cases, no one twice. Edge cases have the lowest scores where the
 * segment has scores; otherwise they look more like everybody else than like the members.
 */
export function showMembers(
  positions: Positions,
  members: readonly MemberPlace[],
  others: readonly number[],
): ShownMembers {
  const centre = positions.centreOf(members.map(({ user }) => user));
  const elsewhere = positions.centreOf(others);
  const placed = members.map(({ user, userId, score }) => {
    const distance = positions.distance(user, centre);
    const belonging = score ?? positions.distance(user, elsewhere) - distance;
    return { shown: { userId, distance, score }, belonging };
  });
  const byId = (left: ShownMember, right: ShownMember) => (left.userId < right.userId ? -1 : 1);
  const typical = placed
    .map(({ shown }) => shown)
    .sort((left, right) => left.distance - right.distance || byId(left, right))
    .slice(0, SHOWN);
  const edge = placed
    .filter(({ shown }) => !typical.includes(shown))
    .sort((left, right) => left.belonging - right.belonging || byId(left.shown, right.shown))
    .slice(0, SHOWN)
    .map(({ shown }) => shown);
  return { typical, edge };
}
