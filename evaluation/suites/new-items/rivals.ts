import { type Item, RandomSource, type UserHistory } from '../../../fusion/index.ts';
import type { HeldOutItems, JudgedUser } from './held-out-items.ts';

/** Ids of the hidden items, best first. */
export type Ranking = (user: JudgedUser) => readonly string[];

/**
 * Rankings of items that nobody has turned to yet without a model: at random; by how popular known items of
 * their kind are; by how many of the user's items are of their kind; and by how popular they will be among
 * the judged users, which nobody can know.
 */
export function rivalRankings({ known, hidden, earlier, judged }: HeldOutItems) {
  const random = RandomSource.fromSeed(1);
  const byId = new Map(known.map((item) => [item.id, item]));
  const kindsOf = (item: Item | undefined): readonly string[] => item?.categories ?? [];
  const users = countUsers(earlier.map(({ events }) => events.map(({ itemId }) => itemId)));
  const sizes = new Map<string, number>();
  const popularity = new Map<string, number>();
  for (const item of known) {
    for (const kind of kindsOf(item)) {
      sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
      popularity.set(kind, (popularity.get(kind) ?? 0) + (users.get(item.id) ?? 0));
    }
  }
  const itself = countUsers(judged.map(({ newTargets }) => [...newTargets]));
  const meanOver = (item: Item, value: (kind: string) => number): number =>
    kindsOf(item).reduce((sum, kind) => sum + value(kind), 0) / Math.max(1, kindsOf(item).length);
  const ofKind = (item: Item) =>
    meanOver(item, (kind) => (popularity.get(kind) ?? 0) / (sizes.get(kind) ?? 1));
  return {
    random: () => ranked(hidden, () => random.uniform()),
    kind_popularity: () => ranked(hidden, ofKind),
    kind_taste: ({ before }: JudgedUser) => {
      const taste = tasteOf(before, byId);
      return ranked(hidden, (item) => meanOver(item, (kind) => taste.get(kind) ?? 0));
    },
    future_popularity: () => ranked(hidden, ({ id }) => itself.get(id) ?? 0),
  } satisfies Record<string, Ranking>;
}

/** How many of a user's events are about items of each kind. */
function tasteOf({ events }: UserHistory, items: ReadonlyMap<string, Item>): Map<string, number> {
  const taste = new Map<string, number>();
  for (const { itemId } of events) {
    for (const kind of items.get(itemId ?? '')?.categories ?? []) {
      taste.set(kind, (taste.get(kind) ?? 0) + 1);
    }
  }
  return taste;
}

function countUsers(lists: readonly (readonly (string | null)[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const list of lists) {
    for (const id of new Set(list)) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function ranked(items: readonly Item[], score: (item: Item) => number): string[] {
  return items
    .map((item) => ({ id: item.id, score: score(item) }))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
    .map(({ id }) => id);
}
