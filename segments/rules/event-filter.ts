import type { Event, Item } from '../../fusion/index.ts';
import type { Verdict } from '../../store/index.ts';
import { within } from './interval.ts';
import type { EventFilter, EventQuery } from './rule.ts';
import { allOf, verdictOf } from './verdict.ts';

/** An event that a query matches; `sure` is false where missing data leaves it open. */
export interface Match {
  readonly event: Event;
  readonly sure: boolean;
  /** The event that it follows, where that is what counts. */
  readonly earlier?: Event;
}

type ItemLookup = (id: string) => Item | null;

/** The matching events in their order, at any time. */
export function matchEvents(
  query: EventQuery,
  events: readonly Event[],
  item: ItemLookup,
): Match[] {
  const matches: Match[] = [];
  for (const event of events) {
    if (event.modality !== query.modality) continue;
    if (query.type !== undefined && event.type !== query.type) continue;
    const verdict = query.where === undefined ? 'TRUE' : passes(query.where, event, item);
    if (verdict !== 'FALSE') matches.push({ event, sure: verdict === 'TRUE' });
  }
  return matches;
}

/**
 * Whether an event passes a filter. UNKNOWN where the shop does not know the item whose category is
 * asked for, or the event has no value; an attribute that the source did not give does not match.
 */
function passes(filter: EventFilter, event: Event, item: ItemLookup): Verdict {
  const verdicts: Verdict[] = [];
  if (filter.item !== undefined) {
    verdicts.push(verdictOf(event.itemId !== null && listed(filter.item).includes(event.itemId)));
  }
  if (filter.category !== undefined)
    verdicts.push(ofCategory(listed(filter.category), event, item));
  for (const [name, value] of Object.entries(filter.attributes ?? {})) {
    verdicts.push(verdictOf(event.attributes[name] === value));
  }
  if (filter.value !== undefined) {
    verdicts.push(
      event.value === null
        ? 'UNKNOWN'
        : within({ low: event.value, high: event.value }, filter.value),
    );
  }
  return allOf(verdicts);
}

function ofCategory(categories: readonly string[], event: Event, item: ItemLookup): Verdict {
  if (event.itemId === null) return 'FALSE';
  const known = item(event.itemId);
  if (known === null) return 'UNKNOWN';
  return verdictOf(known.categories.some((category) => categories.includes(category)));
}

/** One value or several, as a list. */
export function listed(values: string | readonly string[]): readonly string[] {
  return typeof values === 'string' ? [values] : values;
}
