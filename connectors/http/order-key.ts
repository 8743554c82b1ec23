import type { JsonObject } from '../contract/json.ts';

/** An event's name as it is compared: `order_completed` and `Order Completed` are one. */
export function plainName(event: unknown): string {
  return typeof event === 'string'
    ? event
        .trim()
        .toLowerCase()
        .replaceAll(/[_\s]+/g, ' ')
    : '';
}

const CHANGES_ORDER = new Set(['order completed', 'order updated', 'order cancelled']);

/**
 * The order whose newest state a message tells; null where it tells of none. All messages about one
 * order are versions of one record, so that an order told by the browser and by the shop's server
 * counts once, an update replaces it and a cancellation takes it back, in whatever order they come.
 */
export function orderOf(data: JsonObject): { id: string; cancelled: boolean } | null {
  if (data.type !== 'track') return null;
  const name = plainName(data.event);
  if (!CHANGES_ORDER.has(name)) return null;
  const id = (data.properties as JsonObject | undefined)?.order_id;
  if (typeof id !== 'number' && (typeof id !== 'string' || id.trim() === '')) return null;
  return { id: String(id).trim(), cancelled: name === 'order cancelled' };
}
