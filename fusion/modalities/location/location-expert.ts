import type { Catalog } from '../../experts/catalog.ts';
import type { ExpertTrainingData } from '../../experts/expert-training-data.ts';
import type { ColumnBlock, FittedExpert } from '../../experts/fitted-expert.ts';
import type { IndexedHistory, Points } from '../../experts/indexed-history.ts';
import { fade, interactionMatrix } from '../../experts/interaction-matrix.ts';
import { CategoryModel } from '../../experts/interactions/category-model.ts';
import { PartsReader, PartsWriter } from '../../experts/parts.ts';
import { ScoreBoard } from '../../experts/score-board.ts';
import { type SparseMatrix, topK } from '../../linear/index.ts';
import { Crowd } from './crowd.ts';
import { DistanceKernels, KERNEL_COLUMNS } from './distance-kernels.ts';
import { distanceKm, PlaceGrid } from './geography.ts';
import { usualPlaces } from './usual-places.ts';

const CELL_KM = 1.5;
const CANDIDATE_REACH_KM = 6;
const CANDIDATE_SCALE_KM = 2;
const CANDIDATE_POINTS = 100;
const CANDIDATE_KEEP = 0.7;
const LOG_FLOOR = 1e-4;

const COLUMNS = [
  ...KERNEL_COLUMNS.map((name) => ({ name, initialWeight: 0 })),
  { name: 'area_2km', initialWeight: 0 },
  { name: 'area_10km', initialWeight: 0 },
  { name: 'crowd_2km', initialWeight: 0 },
  { name: 'crowd_10km', initialWeight: 0 },
];
const AREA = KERNEL_COLUMNS.length;
const CROWD = AREA + 2;

interface LocationFit {
  /** Users by items of all modalities. */
  readonly matrix: SparseMatrix;
  /** [users], degrees, NaN where unknown. */
  readonly homeLatitude: Float64Array;
  readonly homeLongitude: Float64Array;
  /** [items], log of the popularity around a place, NaN where it has no place. */
  readonly area2: Float64Array;
  readonly area10: Float64Array;
}

/** The expert that goes by where users were: how near places lie, how lively they are, who lives near. */
export class LocationExpert implements FittedExpert {
  readonly columns = COLUMNS;
  readonly candidateShare = 0.55;
  readonly stateNames = ['log_points', 'log_spread', 'log_last_from_usual'];
  readonly featureNames: readonly string[] = [];
  readonly #grid: PlaceGrid;
  readonly #logPopularity: Float64Array;
  readonly #categories: CategoryModel;
  readonly #crowd: Crowd;
  readonly #nearBoard: ScoreBoard;
  readonly #wideBoard: ScoreBoard;
  #asked: IndexedHistory | null = null;

  private constructor(
    private readonly modality: string,
    private readonly fit: LocationFit,
    private readonly catalog: Catalog,
  ) {
    this.#grid = new PlaceGrid(catalog.latitude, catalog.longitude, CELL_KM);
    this.#logPopularity = fit.matrix.columnSums().map(Math.log1p);
    this.#categories = new CategoryModel(catalog);
    this.#crowd = new Crowd(fit.homeLatitude, fit.homeLongitude, fit.matrix);
    this.#nearBoard = new ScoreBoard(catalog.size);
    this.#wideBoard = new ScoreBoard(catalog.size);
  }

  static fit(modality: string, data: ExpertTrainingData): LocationExpert {
    const { catalog, users } = data;
    const matrix = interactionMatrix(
      users.map((user) => user.interactions),
      catalog.size,
    );
    const homes = users.map((user) => usualPlaces(pointsOf(user, modality)));
    const grid = new PlaceGrid(catalog.latitude, catalog.longitude, CELL_KM);
    const counts = matrix.columnSums();
    const area2 = new Float64Array(catalog.size).fill(Number.NaN);
    const area10 = area2.slice();
    for (let item = 0; item < catalog.size; item += 1) {
      if (!catalog.hasPlace(item)) continue;
      let near = -counts[item];
      let wide = 0;
      const at = [catalog.latitude[item], catalog.longitude[item]] as const;
      grid.within(...at, 30, (other, distance) => {
        if (counts[other] === 0) return;
        wide += counts[other] * Math.exp(-distance / 10);
        if (distance < 12) near += counts[other] * Math.exp(-distance / 2);
      });
      area2[item] = Math.log1p(Math.max(near, 0));
      area10[item] = Math.log1p(wide);
    }
    const fit = {
      matrix,
      homeLatitude: Float64Array.from(homes, (home) => home?.homeLatitude ?? Number.NaN),
      homeLongitude: Float64Array.from(homes, (home) => home?.homeLongitude ?? Number.NaN),
      area2,
      area10,
    };
    return new LocationExpert(modality, fit, catalog);
  }

  static fromParts(
    modality: string,
    parts: ReadonlyMap<string, Uint8Array>,
    catalog: Catalog,
  ): LocationExpert {
    const reader = new PartsReader(parts);
    const fit = {
      matrix: reader.matrix('matrix'),
      homeLatitude: reader.doubles('home_latitude'),
      homeLongitude: reader.doubles('home_longitude'),
      area2: reader.doubles('area_2km'),
      area10: reader.doubles('area_10km'),
    };
    return new LocationExpert(modality, fit, catalog);
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter()
      .matrix('matrix', this.fit.matrix)
      .numbers('home_latitude', this.fit.homeLatitude)
      .numbers('home_longitude', this.fit.homeLongitude)
      .numbers('area_2km', this.fit.area2)
      .numbers('area_10km', this.fit.area10).parts;
  }

  features(): null {
    return null;
  }

  state(history: IndexedHistory): Float32Array {
    const points = pointsOf(history, this.modality);
    const usual = usualPlaces(points);
    if (!usual) return Float32Array.of(0, Number.NaN, Number.NaN);
    return Float32Array.of(
      Math.log1p(points.at.length),
      Math.log(usual.spreadKm + 0.5),
      Math.log(usual.lastFromUsualKm + 0.5),
    );
  }

  candidates(history: IndexedHistory, count: number): Int32Array {
    const points = pointsOf(history, this.modality);
    if (points.at.length === 0) return new Int32Array(0);
    const own = new Set(history.interactions.items);
    const found = new Set<number>();
    for (const item of this.#bestAround(points, own, Math.ceil(0.5 * count))) found.add(item);
    this.#ask(history, points);
    const crowd = this.#wideBoard.touched.filter((item) => !own.has(item));
    const scores = Float64Array.from(crowd, (item) => this.#wideBoard.sums[item]);
    for (const place of topK(scores, crowd.length, Math.ceil(0.25 * count)))
      found.add(crowd[place]);
    return Int32Array.from(found).sort();
  }

  /**
   * Places near the points by nearness times popularity, judged by squares of the grid: the best of
   * all points alike, and the best of the last points.
   */
  #bestAround(points: Points, own: ReadonlySet<number>, count: number): Set<number> {
    const latitude = points.latitude.slice(-CANDIDATE_POINTS);
    const longitude = points.longitude.slice(-CANDIDATE_POINTS);
    const ones = new Float64Array(latitude.length).fill(1);
    const recent = fade(ones, CANDIDATE_KEEP);
    const cells = new Map<number, { things: readonly number[]; all: number; recent: number }>();
    for (let p = 0; p < latitude.length; p += 1) {
      this.#grid.visit(latitude[p], longitude[p], CANDIDATE_REACH_KM, (things, key) => {
        let cell = cells.get(key);
        if (!cell) {
          cell = { things, all: 0, recent: 0 };
          cells.set(key, cell);
        }
        const distance = distanceKm(
          latitude[p],
          longitude[p],
          this.catalog.latitude[things[0]],
          this.catalog.longitude[things[0]],
        );
        const kernel = Math.exp(-distance / CANDIDATE_SCALE_KM);
        cell.all += kernel / latitude.length;
        cell.recent += kernel * recent[p] * (1 - CANDIDATE_KEEP);
      });
    }
    const items: number[] = [];
    const all: number[] = [];
    const last: number[] = [];
    for (const cell of cells.values()) {
      const nearness = Math.log(cell.all + LOG_FLOOR);
      const lastNearness = Math.log(cell.recent + LOG_FLOOR);
      for (const item of cell.things) {
        if (own.has(item)) continue;
        items.push(item);
        all.push(nearness + 0.8 * this.#logPopularity[item]);
        last.push(lastNearness + 0.8 * this.#logPopularity[item]);
      }
    }
    const best = [...topK(all, items.length, count), ...topK(last, items.length, count)];
    return new Set(best.map((place) => items[place]));
  }

  scores(history: IndexedHistory, items: Int32Array, into: ColumnBlock): void {
    const { values, stride, offset } = into;
    const points = pointsOf(history, this.modality);
    const present = points.at.length > 0;
    const kernels = new DistanceKernels(points);
    const likeness = (left: number, right: number) => this.#categories.likeness(left, right);
    this.#ask(history, points);
    items.forEach((item, c) => {
      const at = c * stride + offset;
      values.fill(Number.NaN, at, at + COLUMNS.length);
      if (item < 0 || !present) return;
      if (this.catalog.hasPlace(item)) {
        const { latitude, longitude } = this.catalog;
        kernels.write(latitude[item], longitude[item], item, likeness, values, at);
        values[at + AREA] = this.fit.area2[item];
        values[at + AREA + 1] = this.fit.area10[item];
      }
      values[at + CROWD] = Math.log(this.#nearBoard.sums[item] + LOG_FLOOR);
      values[at + CROWD + 1] = Math.log(this.#wideBoard.sums[item] + LOG_FLOOR);
    });
  }

  #ask(history: IndexedHistory, points: Points): void {
    if (this.#asked === history) return;
    this.#asked = history;
    this.#nearBoard.clear();
    this.#wideBoard.clear();
    const usual = usualPlaces(points);
    if (!usual) return;
    const home = { latitude: usual.homeLatitude, longitude: usual.homeLongitude };
    this.#crowd.ask(history.row, home, 2, this.#nearBoard);
    this.#crowd.ask(history.row, home, 10, this.#wideBoard);
  }
}

const NOWHERE: Points = {
  latitude: new Float64Array(0),
  longitude: new Float64Array(0),
  at: new Float64Array(0),
  items: new Int32Array(0),
};

function pointsOf(history: IndexedHistory, modality: string): Points {
  return history.modalities.get(modality)?.points ?? NOWHERE;
}
