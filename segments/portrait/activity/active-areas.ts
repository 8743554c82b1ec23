import { cellToLatLng, latLngToCell } from 'h3-js';
import type { UserHistory } from '../../../fusion/index.ts';
import type { ItemOf } from './activity-kinds.ts';
import { type CommonThing, commonThings } from './common-things.ts';

/** A part of the map with its share of users; the key is its H3 cell. */
export interface ActiveArea extends CommonThing {
  /** Of its middle, in degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** H3 cells of about five square kilometres: a part of a town, not a street. */
const RESOLUTION = 7;
const LISTED = 10;

/** Where members were, beside others: the areas of most members first, ten at most. */
export function activeAreas(
  members: readonly UserHistory[],
  others: readonly UserHistory[],
  itemOf: ItemOf,
): ActiveArea[] {
  const [own, rest] = [members, others].map((users) => users.map((user) => cellsOf(user, itemOf)));
  return commonThings(own, rest)
    .slice(0, LISTED)
    .map((area) => {
      const [latitude, longitude] = cellToLatLng(area.key);
      return { ...area, latitude, longitude };
    });
}

function cellsOf({ events }: UserHistory, itemOf: ItemOf): Set<string> {
  const cells = new Set<string>();
  for (const { attributes, itemId } of events) {
    const item = itemId === null ? null : itemOf(itemId);
    const latitude = attributes.latitude ?? item?.latitude;
    const longitude = attributes.longitude ?? item?.longitude;
    if (typeof latitude === 'number' && typeof longitude === 'number') {
      cells.add(latLngToCell(latitude, longitude, RESOLUTION));
    }
  }
  return cells;
}
