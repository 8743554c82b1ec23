const KM_PER_DEGREE = 111.195;

/**
 * Distances from one point, on a plane laid there: exact to a per mille over a city, good enough for
 * "far" beyond. What depends on the point alone is computed once.
 */
export class Viewpoint {
  readonly #eastKmPerDegree: number;

  /** Degrees. */
  constructor(
    private readonly latitude: number,
    private readonly longitude: number,
  ) {
    this.#eastKmPerDegree = KM_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  }

  distanceKm(latitude: number, longitude: number): number {
    let turn = this.longitude - longitude;
    if (turn > 180) turn -= 360;
    else if (turn < -180) turn += 360;
    const east = turn * this.#eastKmPerDegree;
    const north = (this.latitude - latitude) * KM_PER_DEGREE;
    return Math.sqrt(east * east + north * north);
  }
}

/** Distance in kilometres as seen from the first point. */
export function distanceKm(
  latitude: number,
  longitude: number,
  otherLatitude: number,
  otherLongitude: number,
): number {
  return new Viewpoint(latitude, longitude).distanceKm(otherLatitude, otherLongitude);
}

/** The middle one of the numbers, the lower of two; the argument is reordered. */
export function median(values: Float64Array): number {
  values.sort();
  return values[(values.length - 1) >> 1];
}

/** Things at places, found by nearness: squares of a fixed width in kilometres. */
export class PlaceGrid {
  readonly #cells = new Map<number, number[]>();

  /** Things whose coordinates are NaN are left out. */
  constructor(
    private readonly latitude: ArrayLike<number>,
    private readonly longitude: ArrayLike<number>,
    private readonly widthKm: number,
  ) {
    for (let thing = 0; thing < latitude.length; thing += 1) {
      if (Number.isNaN(latitude[thing]) || Number.isNaN(longitude[thing])) continue;
      const key = this.#key(this.#row(latitude[thing]), longitude[thing]);
      const cell = this.#cells.get(key);
      if (cell) cell.push(thing);
      else this.#cells.set(key, [thing]);
    }
  }

  #row(latitude: number): number {
    return Math.floor((latitude * KM_PER_DEGREE) / this.widthKm);
  }

  #widthDegrees(row: number): number {
    const middle = ((row + 0.5) * this.widthKm) / KM_PER_DEGREE;
    const shrink = Math.max(Math.cos((middle * Math.PI) / 180), 0.01);
    return this.widthKm / (KM_PER_DEGREE * shrink);
  }

  #key(row: number, longitude: number): number {
    return (row + 50_000) * 1_000_000 + Math.floor((longitude + 540) / this.#widthDegrees(row));
  }

  /** Every cell that reaches within the radius: its things, and the distance of its middle thing. */
  visit(
    latitude: number,
    longitude: number,
    radiusKm: number,
    see: (things: readonly number[], key: number) => void,
  ): void {
    const first = this.#row(latitude - radiusKm / KM_PER_DEGREE);
    const last = this.#row(latitude + radiusKm / KM_PER_DEGREE);
    for (let row = first; row <= last; row += 1) {
      const reach = (radiusKm / this.widthKm) * this.#widthDegrees(row);
      const from = this.#key(row, longitude - reach);
      const to = this.#key(row, longitude + reach);
      for (let key = from; key <= to; key += 1) {
        const things = this.#cells.get(key);
        if (things) see(things, key);
      }
    }
  }

  /** Things within the radius, nearest or not, with their distances in kilometres. */
  within(
    latitude: number,
    longitude: number,
    radiusKm: number,
    see: (thing: number, distance: number) => void,
  ): void {
    const here = new Viewpoint(latitude, longitude);
    this.visit(latitude, longitude, radiusKm, (things) => {
      for (const thing of things) {
        const distance = here.distanceKm(this.latitude[thing], this.longitude[thing]);
        if (distance <= radiusKm) see(thing, distance);
      }
    });
  }
}
