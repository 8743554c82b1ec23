import type { Friendship } from '../people/friendships.ts';
import { type Person, vigour } from '../people/person.ts';
import type { Random } from '../random.ts';
import { DAY, HOUR, SHOP_END } from '../time.ts';
import type { Activity } from './activity.ts';

const CHANCE = 0.13;
const NEAR_DAYS = 2;
const FAR_DAYS = 21;

/**
 * Friends buy what friends bought: each purchase may lead each friend of the time to the same item
 * within three weeks, after a look at it. One step only: what was caused causes nothing further.
 */
export function spread(
  random: Random,
  people: readonly Person[],
  friendships: readonly Friendship[],
  activities: ReadonlyMap<number, Activity>,
): void {
  const byIndex = new Map(people.map((person) => [person.index, person]));
  const caused: (() => void)[] = [];
  for (const { left, right, since, endedAt } of friendships) {
    for (const [from, to] of [
      [left, right],
      [right, left],
    ] as const) {
      const example = byIndex.get(from)!;
      const follower = byIndex.get(to)!;
      if (example.fraudRing !== null || follower.fraudRing !== null) continue;
      for (const purchase of activities.get(from)!.purchases) {
        if (purchase.at < since || purchase.at >= (endedAt ?? SHOP_END)) continue;
        if (!random.chance(CHANCE * follower.follows)) continue;
        const at = Math.round(purchase.at + random.between(NEAR_DAYS, FAR_DAYS) * DAY);
        if (at >= SHOP_END || !random.chance(vigour(follower, at))) continue;
        const order = `O-${random.hex(10)}`;
        const session = `s-${random.hex(12)}`;
        const browser = random.below(follower.anonymousIds.length);
        caused.push(() => {
          const { clicks, purchases } = activities.get(to)!;
          const { item } = purchase;
          const look = { session, browser, signedIn: 0, item, query: null, dwell: 40 };
          clicks.push({ ...look, at: at - HOUR, type: 'view' });
          purchases.push({
            ...purchase,
            at,
            order,
            line: 1,
            quantity: 1,
            signedIn: 0,
            place: null,
            refundedAt: null,
            causedBy: from,
          });
        });
      }
    }
  }
  for (const add of caused) add();
}
