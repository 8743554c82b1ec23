import { latLngToCell } from 'h3-js';
import type { Event } from '../../data/event.ts';
import type { UserHistory } from '../../data/user-history.ts';
import { clockFeatureNames, clockFeatures, hourOf, weekdayOf } from '../clock-features.ts';
import { eventsOf } from '../events-of.ts';
import type { FeatureContext } from '../feature-context.ts';
import { instantsOf, rhythmFeatureNames, rhythmFeatures } from '../rhythm-features.ts';
import { distanceKm } from './geography.ts';

/** H3 cells of about 1.2 km across: a neighbourhood. */
const RESOLUTION = 8;
const NIGHT_UNTIL = 6;
const WORK_FROM = 9;
const WORK_UNTIL = 17;

export const locationFeatureNames: readonly string[] = [
  ...rhythmFeatureNames,
  'log_radius_of_gyration_km',
  'log_home_work_km',
  'home_share',
  'log_cells',
  'cell_entropy',
  'place_share',
  'log_jump_km_mean',
  'log_jump_km_max',
  'log_stay_minutes_mean',
  ...clockFeatureNames,
];

interface Point {
  readonly latitude: number;
  readonly longitude: number;
  readonly cell: string;
  readonly at: number;
}

/** How far, how regularly and between which cells a user moves; home and work by the hours. */
export function locationFeatures(
  history: UserHistory,
  context: FeatureContext,
): Float32Array | null {
  const events = eventsOf(history, 'location', context.asOf);
  if (events.length === 0) return null;
  const points = events.flatMap((event) => pointOf(event, context));
  const cells = new Map<string, number>();
  for (const { cell } of points) cells.set(cell, (cells.get(cell) ?? 0) + 1);
  const count = Math.max(points.length, 1);
  const shares = [...cells.values()].map((visits) => visits / count);
  const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0);
  const night = points.filter(({ at }) => hourOf(at) < NIGHT_UNTIL);
  const office = points.filter(
    ({ at }) => weekdayOf(at) < 5 && hourOf(at) >= WORK_FROM && hourOf(at) < WORK_UNTIL,
  );
  const home = commonest(night) ?? commonest(points);
  const work = commonest(office);
  const homeWork = home && work ? between(home, work) : 0;
  const jumps = points.slice(1).map((point, place) => between(points[place], point));
  const stays = events.flatMap((event) => (event.value === null ? [] : [event.value]));
  return new Float32Array([
    ...rhythmFeatures(instantsOf(events), context.asOf),
    Math.log1p(radiusOfGyration(points)),
    Math.log1p(homeWork),
    home ? (cells.get(home.cell) ?? 0) / count : 0,
    Math.log1p(cells.size),
    entropy,
    events.filter((event) => event.itemId !== null).length / events.length,
    Math.log1p(jumps.reduce((sum, jump) => sum + jump, 0) / Math.max(jumps.length, 1)),
    Math.log1p(jumps.reduce((greatest, jump) => Math.max(greatest, jump), 0)),
    Math.log1p(stays.reduce((sum, stay) => sum + stay, 0) / Math.max(stays.length, 1)),
    ...clockFeatures(events),
  ]);
}

function pointOf(event: Event, context: FeatureContext): Point[] {
  const item = event.itemId === null ? null : context.item(event.itemId);
  const latitude = event.attributes.latitude ?? item?.latitude;
  const longitude = event.attributes.longitude ?? item?.longitude;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return [];
  return [
    { latitude, longitude, cell: latLngToCell(latitude, longitude, RESOLUTION), at: event.at },
  ];
}

function between(left: Point, right: Point): number {
  return distanceKm(left.latitude, left.longitude, right.latitude, right.longitude);
}

/** A point in the cell with the most points; of equals the first in byte order. */
function commonest(points: readonly Point[]): Point | null {
  const counts = new Map<string, number>();
  for (const { cell } of points) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const [best] = [...counts].sort(
    ([left, leftCount], [right, rightCount]) => rightCount - leftCount || (left < right ? -1 : 1),
  );
  return points.find(({ cell }) => cell === best?.[0]) ?? null;
}

/** Root mean square distance from the centre of mass, in kilometres (González et al. 2008). */
function radiusOfGyration(points: readonly Point[]): number {
  if (points.length === 0) return 0;
  const mean = (pick: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const latitude = mean((point) => point.latitude);
  const longitude = mean((point) => point.longitude);
  return Math.sqrt(
    mean((point) => distanceKm(latitude, longitude, point.latitude, point.longitude) ** 2),
  );
}
