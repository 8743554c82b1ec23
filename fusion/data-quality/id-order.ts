import type { UserHistory } from '../data/user-history.ts';
import { spearman } from '../linear/index.ts';
import type { DataQualityWarning } from './data-quality.ts';

/** Fewer items can be in any order by chance. */
const FEWEST_ITEMS = 50;
/** So many say as much as all. */
const MOST_ITEMS = 20_000;

/**
 * Looks for ids that were given out as items were first turned to: they tell whoever sees them, and be it
 * by a tie that their order breaks, what comes later.
 */
export function idOrderWarnings(users: readonly UserHistory[], most: number): DataQualityWarning[] {
  const firstAt = new Map<string, number>();
  for (const { events } of users) {
    for (const { itemId, at } of events) {
      if (itemId !== null) firstAt.set(itemId, Math.min(firstAt.get(itemId) ?? at, at));
    }
  }
  if (firstAt.size < FEWEST_ITEMS) return [];
  const step = Math.ceil(firstAt.size / MOST_ITEMS);
  // Numbers within ids count as numbers: item9 comes before item10.
  const { compare } = new Intl.Collator('en', { numeric: true });
  const ids = [...firstAt.keys()].sort(compare).filter((_, place) => place % step === 0);
  const value = spearman(
    ids.map((_, place) => place),
    ids.map((id) => firstAt.get(id)!),
  );
  if (!(Math.abs(value) > most)) return [];
  return [
    {
      kind: 'id-order',
      subject: 'items',
      value,
      message: `Items' ids follow the order in which items were first turned to (rank correlation ${value.toFixed(2)}), so they tell what comes later. The model never reads them; give no figure to anything that does, and let no tie be broken by them.`,
    },
  ];
}
