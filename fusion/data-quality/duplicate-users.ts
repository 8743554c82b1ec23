import type { UserHistory } from '../data/user-history.ts';
import { type DataQualityWarning, percent } from './data-quality.ts';

/** Two people may do one thing at one instant, not this many. */
const FEWEST_SHARED = 5;
/** So much of the shorter history is the other's too. */
const SHARED = 0.8;
/** What more people than this did at one instant is no sign of anybody: a day's date, an import. */
const MOST_OF_AN_EVENT = 20;

/** Looks for people who are in the data under two ids: the same things at the same instants. */
export function duplicateWarnings(
  users: readonly UserHistory[],
  most: number,
): DataQualityWarning[] {
  const value = duplicatesOf(users).size / Math.max(1, users.length);
  if (!(value > most)) return [];
  return [
    {
      kind: 'duplicate-users',
      subject: 'users',
      value,
      message: `${percent(value)} of the users did the same things at the same instants as another: people who are there under two ids, or a source that was taken in twice. Map an id that both records have, or remove the source that doubles.`,
    },
  ];
}

/** Indices of the users who share most of their events with somebody else. */
function duplicatesOf(users: readonly UserHistory[]): Set<number> {
  const doers = new Map<string, number[]>();
  const sizes = new Int32Array(users.length);
  users.forEach(({ events }, user) => {
    const keys = new Set(
      events
        .filter(({ itemId }) => itemId !== null)
        .map(({ modality, type, at, itemId, value }) => [modality, type, at, itemId, value].join()),
    );
    sizes[user] = keys.size;
    for (const key of keys) {
      const known = doers.get(key);
      if (known) known.push(user);
      else doers.set(key, [user]);
    }
  });
  const shared = new Map<string, number>();
  for (const together of doers.values()) {
    if (together.length < 2 || together.length > MOST_OF_AN_EVENT) continue;
    together.forEach((left, place) => {
      for (const right of together.slice(place + 1)) {
        const pair = `${left} ${right}`;
        shared.set(pair, (shared.get(pair) ?? 0) + 1);
      }
    });
  }
  const found = new Set<number>();
  for (const [pair, count] of shared) {
    const [left, right] = pair.split(' ').map(Number);
    if (count < FEWEST_SHARED || count < SHARED * Math.min(sizes[left], sizes[right])) continue;
    found.add(left).add(right);
  }
  return found;
}
