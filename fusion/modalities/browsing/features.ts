import type { Event } from '../../data/event.ts';
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
  const counts = TYPES.map((type) => events.filter((event) => event.type === type).length);
  const countOf = (type: string): number => counts[TYPES.indexOf(type)];
  const sessions = sessionsOf(events);
  const seconds = sessions.reduce((sum, session) => sum + session.seconds, 0);
  const dwells = events.flatMap((event) =>
    event.value !== null && event.value > 0 && event.type !== 'cart' ? [event.value] : [],
  );
  const gaps = events.slice(1).map((event, place) => event.at - events[place].at);
  const sorted = [...gaps].sort((left, right) => left - right);
  const withItem = events.filter((event) => event.itemId !== null);
  const devices = new Set(events.map((event) => event.attributes.device ?? null));
  devices.delete(null);
  return Float32Array.from([
    ...rhythmFeatures(instantsOf(events), context.asOf),
    ...counts.map(Math.log1p),
    countOf('search') / events.length,
    Math.log1p(sessions.length),
    Math.log1p(events.length / sessions.length),
    Math.log1p(seconds / sessions.length),
    Math.log1p(dwells.reduce((sum, value) => sum + value, 0) / Math.max(dwells.length, 1)),
    gaps.filter((gap) => gap < FAST_MS).length / Math.max(gaps.length, 1),
    Math.log1p((sorted[sorted.length >> 1] ?? 0) / 1000),
    devices.size,
    new Set(withItem.map((event) => event.itemId)).size / Math.max(withItem.length, 1),
    countOf('cart') / Math.max(countOf('view'), 1),
    ...priceFeatures(withItem, context),
    ...clockFeatures(events),
    ...categoryFeatures(withItem, context),
  ]);
}

/** Visits of the shop: by the source's session id where it gives one, by pauses otherwise. */
function sessionsOf(events: readonly Event[]): { seconds: number }[] {
  const sessions: { seconds: number }[] = [];
  let start = Number.NaN;
  let last: Event | null = null;
  for (const event of events) {
    const id = event.attributes.sessionId ?? null;
    const goesOn =
      last !== null &&
      (id !== null
        ? id === (last.attributes.sessionId ?? null)
        : event.at - last.at <= SESSION_GAP_MS);
    if (!goesOn) {
      sessions.push({ seconds: 0 });
      start = event.at;
    }
    sessions[sessions.length - 1].seconds = (event.at - start) / 1000;
    last = event;
  }
  return sessions;
}
