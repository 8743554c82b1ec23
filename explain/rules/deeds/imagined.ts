import type { Event, Item } from '../../../fusion/index.ts';
import type { ConditionParameters } from '../../../segments/index.ts';
import type { Asked } from './deed.ts';

/** Which events a condition asks for. */
export type EventQuery = Pick<ConditionParameters['count'], 'modality' | 'type' | 'where'>;

/** Events that a query matches, with the items that they are about. */
export interface Imagined {
  readonly events: readonly Event[];
  readonly items: readonly Item[];
}

/**
 * So many events now, such as a query asks for. Each is worth one, or as near to it as the query allows.
 * @param given what is particular about each
 */
export function imagined(
  query: EventQuery,
  amount: number,
  asked: Pick<Asked, 'facts' | 'now' | 'prefix'>,
  given: (index: number) => Partial<Event> = () => ({}),
): Imagined {
  const item = itemFor(query, asked.prefix);
  const events = Array.from(
    { length: amount },
    (_, index): Event => ({
      id: `${asked.prefix}-${query.modality}-${index}`,
      modality: query.modality,
      type: query.type ?? typeLike(query, asked),
      at: asked.now,
      itemId: item?.id ?? null,
      otherUserId: null,
      value: valueWithin(query, 1),
      attributes: query.where?.attributes ?? {},
      ...given(index),
    }),
  );
  return { events, items: item === null ? [] : [item] };
}

/** The number nearest to one that a query lets an event be worth. */
export function valueWithin({ where }: EventQuery, value: number): number {
  const { atLeast = value, atMost = value } = where?.value ?? {};
  return Math.min(Math.max(value, atLeast), Math.max(atMost, atLeast));
}

/** An item of an imagined event. */
export function imaginedItem(id: string, categories: readonly string[]): Item {
  const place = { price: null, latitude: null, longitude: null };
  return { id, title: null, categories: [...categories], ...place, attributes: {} };
}

/** One value or several, as a list. */
export function listed(values: string | readonly string[] | undefined): readonly string[] {
  if (values === undefined) return [];
  return typeof values === 'string' ? [values] : values;
}

/** An item that a query accepts; null where it accepts events without any. */
function itemFor({ where }: EventQuery, prefix: string): Item | null {
  if (where?.item === undefined && where?.category === undefined) return null;
  const [id = `${prefix}-item`] = listed(where.item);
  return imaginedItem(id, listed(where.category).slice(0, 1));
}

function typeLike({ modality }: EventQuery, { facts }: Pick<Asked, 'facts'>): string {
  return facts.history.events.find((event) => event.modality === modality)?.type ?? 'any';
}
