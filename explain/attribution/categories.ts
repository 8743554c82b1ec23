import type { Event, UserHistory } from '../../fusion/index.ts';
import type { Store } from '../../store/index.ts';

/** The main category of an event's item; null where there is none. */
export type CategoryOf = (event: Event) => string | null;

/** Looks up what the items of some histories are. */
export async function categoriesOf(
  store: Pick<Store, 'items'>,
  histories: readonly UserHistory[],
): Promise<CategoryOf> {
  const ids = histories.flatMap(({ events }) => events.flatMap(({ itemId }) => itemId ?? []));
  const items = await store.items.byIds([...new Set(ids)]);
  return ({ itemId }) => (itemId === null ? null : (items.get(itemId)?.categories[0] ?? null));
}

/** What an event is about: a category, whatever was done about it, or the modality alone. */
export function aboutBy(categoryOf: CategoryOf): (event: Event) => string {
  return (event) => categoryOf(event) ?? event.modality;
}
