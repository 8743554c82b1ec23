import type { Random } from '../random.ts';
import { DAY, SHOP_END, SHOP_START } from '../time.ts';
import type { Person } from './person.ts';

/** A friendship between two people of the shop, by their indices. */
export interface Friendship {
  readonly left: number;
  readonly right: number;
  readonly since: number;
  /** When it ended; null while it lasts. */
  readonly endedAt: number | null;
}

const FRIENDS_WITHIN = 7;
const LIKE_PREFERS = 2.6;

/** Friends within one community: more often of the same style (homophily), and all of a fraud ring. */
export function drawFriendships(random: Random, people: readonly Person[]): Friendship[] {
  const friendships: Friendship[] = [];
  const chance = FRIENDS_WITHIN / Math.max(FRIENDS_WITHIN, people.length);
  for (const [place, left] of people.entries()) {
    if (left.bot) continue;
    for (const right of people.slice(place + 1)) {
      if (right.bot) continue;
      const sameRing = left.fraudRing !== null && left.fraudRing === right.fraudRing;
      const likely = left.lifeStyle === right.lifeStyle ? LIKE_PREFERS : 1;
      if (sameRing || random.chance(Math.min(0.9, (chance * likely) / 1.7))) {
        friendships.push(drawFriendship(random, left.index, right.index));
      }
    }
  }
  return friendships;
}

/** Ties to people of other communities: they are known, but they do not set an example. */
export function drawDistantFriendships(
  random: Random,
  people: readonly Person[],
  users: number,
): Friendship[] {
  const beyond = people.at(-1)!.index + 1;
  if (beyond >= users) return [];
  return people
    .filter(({ bot }) => !bot && random.chance(0.6))
    .map(({ index }) => drawFriendship(random, index, beyond + random.below(users - beyond)));
}

function drawFriendship(random: Random, left: number, right: number): Friendship {
  const recent = random.chance(0.2);
  const since = recent
    ? Math.round(random.between(SHOP_START, SHOP_END - 10 * DAY))
    : Math.round(SHOP_START - random.between(1, 1200) * DAY);
  const ended = random.chance(0.04);
  const from = Math.max(since, SHOP_START);
  return { left, right, since, endedAt: ended ? Math.round(random.between(from, SHOP_END)) : null };
}
