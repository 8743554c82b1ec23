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

/** Up to so many numbers are put in order here: to ask the library takes longer. */
const FEW = 24;

/** The middle one of the numbers, the lower of two; the argument is reordered. */
export function median(values: Float64Array): number {
  if (values.length > FEW) values.sort();
  else sortFew(values);
  return values[(values.length - 1) >> 1];
}

function sortFew(values: Float64Array): void {
  for (let next = 1; next < values.length; next += 1) {
    const value = values[next];
    let at = next;
    for (; at > 0 && values[at - 1] > value; at -= 1) values[at] = values[at - 1];
    values[at] = value;
  }
}

/**
 * Things at places, found by nearness: squares of a fixed width in kilometres. They are kept in the order of
 * their squares, so that the squares of a row between two longitudes lie next to each other.
 */
export class PlaceGrid {
  /** [cells], ascending. */
  readonly #keys: Float64Array;
  /** [cells + 1], where each cell's things begin. */
  readonly #pointers: Int32Array;
  /** Cell by cell, ascending within a cell. */
  readonly #things: Int32Array;
  /** Of `#things`, in parallel: what is read together lies together, which it does not by thing. */
  readonly #latitude: Float64Array;
  readonly #longitude: Float64Array;

  /** Things whose coordinates are NaN are left out. */
  constructor(
    latitude: ArrayLike<number>,
    longitude: ArrayLike<number>,
    private readonly widthKm: number,
  ) {
    const cells = new Map<number, number[]>();
    for (let thing = 0; thing < latitude.length; thing += 1) {
      if (Number.isNaN(latitude[thing]) || Number.isNaN(longitude[thing])) continue;
      const key = this.#key(this.#row(latitude[thing]), longitude[thing]);
      const cell = cells.get(key);
      if (cell) cell.push(thing);
      else cells.set(key, [thing]);
    }
    this.#keys = Float64Array.from(cells.keys()).sort();
    this.#pointers = new Int32Array(this.#keys.length + 1);
    const things: number[] = [];
    this.#keys.forEach((key, cell) => {
      for (const thing of cells.get(key)!) things.push(thing);
      this.#pointers[cell + 1] = things.length;
    });
    this.#things = Int32Array.from(things);
    this.#latitude = Float64Array.from(things, (thing) => latitude[thing]);
    this.#longitude = Float64Array.from(things, (thing) => longitude[thing]);
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

  /** The first cell whose key is not below. */
  #firstFrom(key: number): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The things, cell by cell; `within` says where in it each one stands. */
  get things(): Int32Array {
    return this.#things;
  }

  /** Where a cell's things begin among them; they end where the next one's begin. */
  begins(cell: number): number {
    return this.#pointers[cell];
  }

  /** How far the first thing of a cell is from a point, in kilometres. */
  distanceKm(from: Viewpoint, cell: number): number {
    const first = this.#pointers[cell];
    return from.distanceKm(this.#latitude[first], this.#longitude[first]);
  }

  /** Every cell with things that reaches within the radius, in stretches from a first to before an end. */
  visit(
    latitude: number,
    longitude: number,
    radiusKm: number,
    see: (first: number, end: number) => void,
  ): void {
    const first = this.#row(latitude - radiusKm / KM_PER_DEGREE);
    const last = this.#row(latitude + radiusKm / KM_PER_DEGREE);
    for (let row = first; row <= last; row += 1) {
      const reach = (radiusKm / this.widthKm) * this.#widthDegrees(row);
      const to = this.#key(row, longitude + reach);
      const from = this.#firstFrom(this.#key(row, longitude - reach));
      let end = from;
      while (end < this.#keys.length && this.#keys[end] <= to) end += 1;
      if (end > from) see(from, end);
    }
  }

  /** Things within the radius, nearest or not, with their distances in kilometres and where they stand in `things`. */
  within(
    latitude: number,
    longitude: number,
    radiusKm: number,
    see: (thing: number, distance: number, at: number) => void,
  ): void {
    const here = new Viewpoint(latitude, longitude);
    const [latitudes, longitudes] = [this.#latitude, this.#longitude];
    this.visit(latitude, longitude, radiusKm, (first, end) => {
      const last = this.#pointers[end];
      for (let at = this.#pointers[first]; at < last; at += 1) {
        const distance = here.distanceKm(latitudes[at], longitudes[at]);
        if (distance <= radiusKm) see(this.#things[at], distance, at);
      }
    });
  }
}
