import type { Points } from '../../experts/indexed-history.ts';
import { distanceKm, median, Viewpoint } from './geography.ts';

/** Where a user usually is. Degrees and kilometres. */
export interface UsualPlaces {
  /** The point with the most of the others around it. */
  readonly homeLatitude: number;
  readonly homeLongitude: number;
  /** Median distance of the points from their median. */
  readonly spreadKm: number;
  /** Distance of the mean of the last three points from the median. */
  readonly lastFromUsualKm: number;
}

const MOST_POINTS = 80;
const HOME_SCALE_KM = 2;

/** Null without points. */
export function usualPlaces(points: Points): UsualPlaces | null {
  const latitude = points.latitude.slice(-MOST_POINTS);
  const longitude = points.longitude.slice(-MOST_POINTS);
  const count = latitude.length;
  if (count === 0) return null;
  let home = 0;
  let best = -1;
  for (let i = 0; i < count; i += 1) {
    let around = 0;
    const here = new Viewpoint(latitude[i], longitude[i]);
    for (let j = 0; j < count; j += 1) {
      around += Math.exp(-here.distanceKm(latitude[j], longitude[j]) / HOME_SCALE_KM);
    }
    if (around > best + 1e-12) {
      best = around;
      home = i;
    }
  }
  const middleLatitude = median(latitude.slice());
  const middleLongitude = median(longitude.slice());
  const distances = latitude.map((value, place) =>
    distanceKm(middleLatitude, middleLongitude, value, longitude[place]),
  );
  const last = Math.min(3, count);
  const mean = (values: Float64Array): number =>
    values.slice(-last).reduce((sum, value) => sum + value, 0) / last;
  return {
    homeLatitude: latitude[home],
    homeLongitude: longitude[home],
    spreadKm: median(distances),
    lastFromUsualKm: distanceKm(middleLatitude, middleLongitude, mean(latitude), mean(longitude)),
  };
}
