import type { Catalog } from '../../experts/catalog.ts';
import type { Points } from '../../experts/indexed-history.ts';
import { fade } from '../../experts/interaction-matrix.ts';
import { topK } from '../../linear/index.ts';
import { PlaceGrid, Viewpoint } from './geography.ts';

const CELL_KM = 1.5;
const REACH_KM = 6;
const SCALE_KM = 2;
const MOST_POINTS = 100;
const KEEP = 0.7;
const LOG_FLOOR = 1e-4;
const POPULARITY_POWER = 0.8;
const WIDE_CELL_KM = 5;
const WIDE_REACH_KM = 40;
const WIDE_SCALE_KM = 20;
const WIDE_POPULARITY_POWER = 0.5;

/** Places around a user's points with the share of the points near them; arrays are parallel. */
export interface Surroundings {
  readonly items: Int32Array;
  /** Mean over the points of exp(-distance / 2 km), by squares of the grid. */
  readonly all: Float64Array;
  /** The same with the last points counting more. */
  readonly recent: Float64Array;
  /** Logarithms. */
  readonly popularity: Float64Array;
}

/** Finds places worth a closer look around where a user was. */
export class NearbyPlaces {
  readonly #grid: PlaceGrid;
  readonly #wideGrid: PlaceGrid;
  /** In the order of the grids' things: those of a neighbourhood lie together. */
  readonly #popularity: Float64Array;
  readonly #widePopularity: Float64Array;

  /** @param logPopularity [items] */
  constructor(
    private readonly catalog: Catalog,
    logPopularity: Float64Array,
  ) {
    this.#grid = new PlaceGrid(catalog.latitude, catalog.longitude, CELL_KM);
    this.#wideGrid = new PlaceGrid(catalog.latitude, catalog.longitude, WIDE_CELL_KM);
    const of = (item: number) => logPopularity[item];
    this.#popularity = Float64Array.from(this.#grid.things, of);
    this.#widePopularity = Float64Array.from(this.#wideGrid.things, of);
  }

  around(points: Points): Surroundings {
    const latitude = points.latitude.slice(-MOST_POINTS);
    const longitude = points.longitude.slice(-MOST_POINTS);
    const recent = fade(new Float64Array(latitude.length).fill(1), KEEP);
    const cells = new Map<number, { from: number; to: number; all: number; recent: number }>();
    let count = 0;
    for (let p = 0; p < latitude.length; p += 1) {
      const here = new Viewpoint(latitude[p], longitude[p]);
      this.#grid.visit(latitude[p], longitude[p], REACH_KM, (first, end) => {
        for (let at = first; at < end; at += 1) {
          let cell = cells.get(at);
          if (!cell) {
            cell = {
              from: this.#grid.begins(at),
              to: this.#grid.begins(at + 1),
              all: 0,
              recent: 0,
            };
            cells.set(at, cell);
            count += cell.to - cell.from;
          }
          const kernel = Math.exp(-this.#grid.distanceKm(here, at) / SCALE_KM);
          cell.all += kernel / latitude.length;
          cell.recent += kernel * recent[p] * (1 - KEEP);
        }
      });
    }
    const found = {
      items: new Int32Array(count),
      all: new Float64Array(count),
      recent: new Float64Array(count),
      popularity: new Float64Array(count),
    };
    const { things } = this.#grid;
    let at = 0;
    for (const cell of cells.values()) {
      for (let from = cell.from; from < cell.to; from += 1) {
        found.items[at] = things[from];
        found.all[at] = cell.all;
        found.recent[at] = cell.recent;
        found.popularity[at] = this.#popularity[from];
        at += 1;
      }
    }
    return found;
  }

  /** The best places by nearness times popularity. @param nearness `all` or `recent` of these */
  best({ items, popularity }: Surroundings, nearness: Float64Array, count: number): Int32Array {
    const scores = nearness.map(
      (value, place) => Math.log(value + LOG_FLOOR) + POPULARITY_POWER * popularity[place],
    );
    return topK(scores, items.length, count).map((place) => items[place]);
  }

  /** What is popular in the wider area of a home, in degrees. */
  popularAround(latitude: number, longitude: number, count: number): Int32Array {
    const items: number[] = [];
    const scores: number[] = [];
    this.#wideGrid.within(latitude, longitude, WIDE_REACH_KM, (item, distance, at) => {
      items.push(item);
      scores.push(WIDE_POPULARITY_POWER * this.#widePopularity[at] - distance / WIDE_SCALE_KM);
    });
    return topK(scores, items.length, count).map((place) => items[place]);
  }

  /** The logarithm of one more than the number of places within 10 km; a later one moves nobody's profile. */
  logCountAround(latitude: number, longitude: number): number {
    let count = 0;
    this.#wideGrid.within(latitude, longitude, 10, (place) => {
      if (place < this.catalog.fitted) count += 1;
    });
    return Math.log1p(count);
  }
}
