import type { Event, Item } from '../../fusion/index.ts';
import type { UserFacts } from '../../segments/index.ts';
import { distanceTo, isWhole, limitsOf } from './condition-distance.ts';
import type { FailingCondition } from './failing-conditions.ts';

/** More than this is no advice. */
const MOST_EVENTS = 50;

interface Query {
  readonly modality: string;
  readonly type?: string;
  readonly where?: {
    readonly item?: string | readonly string[];
    readonly category?: string | readonly string[];
    readonly attributes?: Event['attributes'];
    readonly value?: { readonly atLeast?: number; readonly atMost?: number };
  };
}

/** Imagined events, and the items that they are about where the shop's own are not at hand. */
export interface Further {
  readonly events: readonly Event[];
  readonly items: readonly Item[];
}

/**
 * Events that the user could add now so that a condition gets the verdict that is wanted; null where
 * no further event can do that. They are like the events that the condition asks for.
 * @param serial keeps the ids of several conditions apart
 */
export function furtherEvents(
  { leaf, wanted }: FailingCondition,
  facts: UserFacts,
  now: number,
  serial: number,
): Further | null {
  const { condition } = leaf;
  if (condition === null) return null;
  if ('recency' in condition) {
    const happening = (condition.recency.within !== undefined) === (wanted === 'TRUE');
    return happening ? make(condition.recency, 1, facts, now, serial, 1) : null;
  }
  const steps = distanceTo(leaf.observed, limitsOf(condition), wanted, isWhole(condition));
  if (steps === null || steps < 0) return null;
  if ('count' in condition) return make(condition.count, steps, facts, now, serial, 1);
  if ('sum' in condition && condition.sum.attribute === undefined) {
    const beyond = wanted === 'FALSE' ? 0.01 : 0;
    return make(condition.sum, 1, facts, now, serial, steps + beyond);
  }
  return null;
}

function make(
  query: Query,
  amount: number,
  facts: UserFacts,
  now: number,
  serial: number,
  value: number,
): Further | null {
  if (amount > MOST_EVENTS) return null;
  const item = itemFor(query, serial);
  const { atLeast, atMost } = query.where?.value ?? {};
  const events = Array.from({ length: amount }, (_, index) => ({
    id: `counterfactual-${serial + index}`,
    modality: query.modality,
    type: query.type ?? typeLike(query, facts),
    at: now,
    itemId: item?.id ?? null,
    otherUserId: null,
    value: Math.min(Math.max(value, atLeast ?? value), atMost ?? Number.POSITIVE_INFINITY),
    attributes: query.where?.attributes ?? {},
  }));
  return { events, items: item === null ? [] : [item] };
}

/** An item that the condition accepts; null where it accepts any. */
function itemFor({ where }: Query, serial: number): Item | null {
  if (where?.item === undefined && where?.category === undefined) return null;
  const id = where.item === undefined ? `counterfactual-item-${serial}` : listed(where.item)[0];
  const categories = where.category === undefined ? [] : listed(where.category).slice(0, 1);
  const place = { price: null, latitude: null, longitude: null };
  return { id, title: null, categories, ...place, attributes: {} };
}

function listed(values: string | readonly string[]): readonly string[] {
  return typeof values === 'string' ? [values] : values;
}

function typeLike(query: Query, facts: UserFacts): string {
  return facts.history.events.find(({ modality }) => modality === query.modality)?.type ?? 'any';
}
