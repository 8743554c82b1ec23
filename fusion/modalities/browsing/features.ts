import type { Event, Scalar } from '../../data/event.ts';
import type { UserHistory } from '../../data/user-history.ts';
import { categoryFeatureNames, categoryFeatures } from '../category-features.ts';
import { clockFeatureNames, clockFeatures } from '../clock-features.ts';
import { eventsOf } from '../events-of.ts';
import type { FeatureContext } from '../feature-context.ts';
import { priceFeatureNames, priceFeatures } from '../price-features.ts';
import { instantsOf, rhythmFeatureNames, rhythmFeatures } from '../rhythm-features.ts';
import { browsingEventTypes } from './event-types.ts';

/** Pages and actions count towards visits and rhythm; what they are about differs from shop to shop. */
const UNCOUNTED = new Set(['page', 'action']);
const TYPES = Object.keys(browsingEventTypes).filter((type) => !UNCOUNTED.has(type));
const [VIEW, SEARCH, CART] = ['view', 'search', 'cart'].map((type) => TYPES.indexOf(type));
/** A pause this long ends a session. */
const SESSION_GAP_MS = 30 * 60_000;
/** Two events closer than this follow faster than a person reads. */
const FAST_MS = 2000;

export function browsingFeatureNames(context: FeatureContext): string[] {
  return [
    ...rhythmFeatureNames,
    ...TYPES.map((type) => `log_count_${type}`),
    'search_share',
    'log_sessions',
    'log_events_a_session',
    'log_session_seconds',
    'log_dwell_seconds_mean',
    'fast_share',
    'log_gap_seconds_median',
    'devices',
    'distinct_item_share',
    'cart_a_view',
    ...priceFeatureNames,
    ...clockFeatureNames,
    ...categoryFeatureNames(context),
  ];
}

/** What kinds of page events, in which sessions, at what speed and hours, on which categories. */
export function browsingFeatures(
  history: UserHistory,
  context: FeatureContext,
): Float32Array | null {
  const events = eventsOf(history, 'browsing', context.asOf);
  if (events.length === 0) return null;
  const counts = new Array<number>(TYPES.length).fill(0);
  const withItem: Event[] = [];
  const items = new Set<string | null>();
  const devices = new Set<Scalar>();
  const gaps = new Float64Array(events.length - 1);
  let dwells = 0;
  let dwelt = 0;
  let fast = 0;
  for (let place = 0; place < events.length; place += 1) {
    const event = events[place];
    const type = TYPES.indexOf(event.type);
    if (type >= 0) counts[type] += 1;
    if (event.itemId !== null) {
      withItem.push(event);
      items.add(event.itemId);
    }
    if (event.value !== null && event.value > 0 && event.type !== 'cart') {
      dwells += 1;
      dwelt += event.value;
    }
    const device = event.attributes.device ?? null;
    if (device !== null) devices.add(device);
    if (place === 0) continue;
    const gap = event.at - events[place - 1].at;
    if (gap < FAST_MS) fast += 1;
    gaps[place - 1] = gap;
  }
  gaps.sort();
  const sessions = sessionsOf(events);
  return new Float32Array([
    ...rhythmFeatures(instantsOf(events), context.asOf),
    ...counts.map(Math.log1p),
    counts[SEARCH] / events.length,
    Math.log1p(sessions.count),
    Math.log1p(events.length / sessions.count),
    Math.log1p(sessions.seconds / sessions.count),
    Math.log1p(dwelt / Math.max(dwells, 1)),
    fast / Math.max(gaps.length, 1),
    Math.log1p((gaps[gaps.length >> 1] ?? 0) / 1000),
    devices.size,
    items.size / Math.max(withItem.length, 1),
    counts[CART] / Math.max(counts[VIEW], 1),
    ...priceFeatures(withItem, context),
    ...clockFeatures(events),
    ...categoryFeatures(withItem, context),
  ]);
}

/** Visits of the shop: by the source's session id where it gives one, by pauses otherwise; how long in sum. */
function sessionsOf(events: readonly Event[]): { count: number; seconds: number } {
  let count = 0;
  let seconds = 0;
  let start = Number.NaN;
  let last: Event | null = null;
  for (const event of events) {
    if (last === null || !goesOn(last, event)) {
      if (last !== null) seconds += (last.at - start) / 1000;
      count += 1;
      start = event.at;
    }
    last = event;
  }
  if (last !== null) seconds += (last.at - start) / 1000;
  return { count, seconds };
}

/** Whether an event belongs to the visit of the one before it. */
function goesOn(last: Event, event: Event): boolean {
  const id = event.attributes.sessionId ?? null;
  if (id !== null) return id === (last.attributes.sessionId ?? null);
  return event.at - last.at <= SESSION_GAP_MS;
}
