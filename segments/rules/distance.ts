import type { Event, Item } from '../../fusion/index.ts';
import type { Point } from './rule.ts';

const EARTH_RADIUS_METRES = 6_371_008.8;

/** Metres along the great circle (haversine formula, mean earth radius). */
export function distanceMetres(left: Point, right: Point): number {
  const radians = Math.PI / 180;
  const halfLatitude = ((right.latitude - left.latitude) * radians) / 2;
  const halfLongitude = ((right.longitude - left.longitude) * radians) / 2;
  const chord =
    Math.sin(halfLatitude) ** 2 +
    Math.cos(left.latitude * radians) *
      Math.cos(right.latitude * radians) *
      Math.sin(halfLongitude) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Where an event happened: its own coordinates, or its item's; null where neither has any. */
export function pointOf(event: Event, item: (id: string) => Item | null): Point | null {
  const { latitude, longitude } = event.attributes;
  if (typeof latitude === 'number' && typeof longitude === 'number') return { latitude, longitude };
  const place = event.itemId === null ? null : item(event.itemId);
  if (place === null || place.latitude === null || place.longitude === null) return null;
  return { latitude: place.latitude, longitude: place.longitude };
}
