import type { Arrivals } from '../../experts/arrivals.ts';
import type { Catalog } from '../../experts/catalog.ts';
import type { ExpertTrainingData } from '../../experts/expert-training-data.ts';
import type { ColumnBlock, FittedExpert } from '../../experts/fitted-expert.ts';
import type { IndexedHistory, Points } from '../../experts/indexed-history.ts';
import { interactionMatrix } from '../../experts/interaction-matrix.ts';
import { CategoryModel } from '../../experts/interactions/category-model.ts';
import { LikeMindedUsers } from '../../experts/interactions/like-minded-users.ts';
import { mergeLists } from '../../experts/merge-lists.ts';
import { PartsReader, PartsWriter } from '../../experts/parts.ts';
import { ScoreBoard } from '../../experts/score-board.ts';
import { readAheadNumbers, type SparseMatrix } from '../../linear/index.ts';
import { Crowd } from './crowd.ts';
import { DistanceKernels, KERNEL_COLUMNS } from './distance-kernels.ts';
import { FellowVisitors } from './fellow-visitors.ts';
import { liveliness } from './liveliness.ts';
import { NearbyPlaces, type Surroundings } from './nearby-places.ts';
import { type UsualPlaces, usualPlaces } from './usual-places.ts';

const LOG_FLOOR = 1e-4;

const COLUMNS = [
  ...KERNEL_COLUMNS.map((name) => ({ name, initialWeight: 0 })),
  { name: 'area_300m', initialWeight: 0 },
  { name: 'area_2km', initialWeight: 0 },
  { name: 'area_10km', initialWeight: 0 },
  { name: 'crowd_2km', initialWeight: 0 },
  { name: 'crowd_10km', initialWeight: 0 },
  { name: 'crowd_visits', initialWeight: 0 },
  { name: 'fellows_200m', initialWeight: 0 },
  { name: 'fellows_500m', initialWeight: 0 },
  { name: 'fellows_200m_even', initialWeight: 0 },
  { name: 'fellows_200m_linear', initialWeight: 0 },
];
const AREA = KERNEL_COLUMNS.length;
const CROWD = AREA + 3;
/** How far the voice of somebody who lives near reaches. */
const CROWD_SCALES_KM = [2, 10];
const WIDE = 1;
const FELLOWS = CROWD + 3;
/** How near to where a user was somebody else must have been. */
const FELLOW_SCALES_KM = [0.2, 0.5];
const FELLOW_CHANNELS = FELLOW_SCALES_KM.length + 1;

/** What is computed of a history once and read by state, candidates and scores alike. */
interface Reading {
  readonly history: IndexedHistory;
  readonly usual: UsualPlaces;
  readonly surroundings: Surroundings;
}

interface LocationFit {
  /** Users by items of all modalities. */
  readonly matrix: SparseMatrix;
  /** [users], degrees, NaN where unknown. */
  readonly homeLatitude: Float64Array;
  readonly homeLongitude: Float64Array;
  /** [items], log of the popularity around a place, NaN where it has no place. */
  readonly area03: Float64Array;
  readonly area2: Float64Array;
  readonly area10: Float64Array;
}

/** The expert that goes by where users were: how near places lie, how lively they are, who lives near. */
export class LocationExpert implements FittedExpert {
  readonly columns = COLUMNS;
  readonly candidateShare = 0.55;
  readonly stateNames = ['log_points', 'log_spread', 'log_last_from_usual', 'log_places_around'];
  readonly featureNames: readonly string[] = [];
  readonly #nearby: NearbyPlaces;
  readonly #categories: CategoryModel;
  readonly #crowd: Crowd;
  readonly #visitors: LikeMindedUsers;
  readonly #fellows: FellowVisitors;
  readonly #boards: Record<'crowd' | 'visits' | 'fellows', ScoreBoard>;
  #reading: Reading | null = null;

  private constructor(
    private readonly modality: string,
    private readonly fit: LocationFit,
    private readonly catalog: Catalog,
  ) {
    this.#nearby = new NearbyPlaces(catalog, fit.matrix.columnSums().map(Math.log1p));
    this.#categories = CategoryModel.of(catalog);
    this.#crowd = new Crowd(fit.homeLatitude, fit.homeLongitude, fit.matrix);
    this.#visitors = new LikeMindedUsers(fit.matrix, fit.matrix, {
      count: 300,
      power: 1,
      itemPower: 0,
    });
    this.#fellows = new FellowVisitors(catalog, fit.matrix, FELLOW_SCALES_KM);
    this.#boards = {
      crowd: new ScoreBoard(catalog.size, CROWD_SCALES_KM.length),
      visits: new ScoreBoard(catalog.size),
      fellows: new ScoreBoard(catalog.size, FELLOW_CHANNELS),
    };
  }

  static fit(modality: string, data: ExpertTrainingData): LocationExpert {
    const { catalog, users } = data;
    const matrix = interactionMatrix(
      users.map((user) => user.interactions),
      catalog.size,
    );
    const homes = users.map((user) => usualPlaces(pointsOf(user, modality)));
    const fit = {
      matrix,
      homeLatitude: Float64Array.from(homes, (home) => home?.homeLatitude ?? Number.NaN),
      homeLongitude: Float64Array.from(homes, (home) => home?.homeLongitude ?? Number.NaN),
      ...liveliness(catalog, matrix.columnSums()),
    };
    return new LocationExpert(modality, fit, catalog);
  }

  /** Arrivals are where they are; who goes there is told by those that stand in for them. */
  knowing(arrivals: Arrivals): LocationExpert {
    const { catalog } = arrivals;
    const known = new Float64Array(catalog.size);
    known.set(this.fit.matrix.columnSums());
    const matrix = arrivals.appendColumns(this.fit.matrix);
    const fit = { ...this.fit, matrix, ...liveliness(catalog, known, this.fit) };
    return new LocationExpert(this.modality, fit, catalog);
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
      area03: reader.doubles('area_300m'),
      area2: reader.doubles('area_2km'),
      area10: reader.doubles('area_10km'),
    };
    return new LocationExpert(modality, fit, catalog);
  }

  forgetting(rows: ReadonlySet<number>): LocationExpert {
    const unknown = (degrees: Float64Array) =>
      degrees.map((value, row) => (rows.has(row) ? Number.NaN : value));
    const fit = {
      ...this.fit,
      matrix: this.fit.matrix.where((row) => !rows.has(row)),
      homeLatitude: unknown(this.fit.homeLatitude),
      homeLongitude: unknown(this.fit.homeLongitude),
    };
    return new LocationExpert(this.modality, fit, this.catalog);
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter()
      .matrix('matrix', this.fit.matrix)
      .numbers('home_latitude', this.fit.homeLatitude)
      .numbers('home_longitude', this.fit.homeLongitude)
      .numbers('area_300m', this.fit.area03)
      .numbers('area_2km', this.fit.area2)
      .numbers('area_10km', this.fit.area10).parts;
  }

  features(): null {
    return null;
  }

  state(history: IndexedHistory): Float32Array {
    const reading = this.#read(history);
    if (!reading) return Float32Array.of(0, Number.NaN, Number.NaN, Number.NaN);
    const { usual } = reading;
    return Float32Array.of(
      Math.log1p(pointsOf(history, this.modality).at.length),
      Math.log(usual.spreadKm + 0.5),
      Math.log(usual.lastFromUsualKm + 0.5),
      this.#nearby.logCountAround(usual.homeLatitude, usual.homeLongitude),
    );
  }

  knows(history: IndexedHistory): boolean {
    return pointsOf(history, this.modality).at.length > 0;
  }

  candidates(history: IndexedHistory, count: number): Int32Array {
    const reading = this.#read(history);
    if (!reading) return new Int32Array(0);
    const { items: own } = history.interactions;
    const { homeLatitude, homeLongitude } = reading.usual;
    const { surroundings } = reading;
    const { all, recent } = surroundings;
    const half = Math.ceil(0.5 * count);
    const quarter = Math.ceil(0.25 * count);
    const isOwn = new Set(own);
    return mergeLists([
      { items: this.#nearby.best(surroundings, all, half), asked: half },
      { items: this.#nearby.best(surroundings, recent, half), asked: half },
      {
        items: this.#nearby.popularAround(homeLatitude, homeLongitude, quarter),
        asked: quarter,
      },
      { items: this.#boards.crowd.best(quarter, own, WIDE), asked: quarter },
      { items: this.#boards.visits.best(quarter, own), asked: quarter },
    ]).filter((item) => !isOwn.has(item));
  }

  scores(history: IndexedHistory, items: Int32Array, into: ColumnBlock): void {
    const { values, stride, offset } = into;
    const reading = this.#read(history);
    const kernels = new DistanceKernels(pointsOf(history, this.modality));
    const likeness = (left: number, right: number) => this.#categories.likeness(left, right);
    const { crowd, visits, fellows } = this.#boards;
    const moments = visits.moments();
    const fellowMoments = fellows.moments();
    this.#categories.readAhead(items);
    const { latitude, longitude } = this.catalog;
    const { area03, area2, area10 } = this.fit;
    for (const numbers of [latitude, longitude, area03, area2, area10]) {
      readAheadNumbers(numbers, items);
    }
    items.forEach((item, c) => {
      const at = c * stride + offset;
      values.fill(Number.NaN, at, at + COLUMNS.length);
      if (item < 0 || !reading) return;
      if (this.catalog.hasPlace(item)) {
        kernels.write(latitude[item], longitude[item], item, likeness, values, at);
        values[at + AREA] = area03[item];
        values[at + AREA + 1] = area2[item];
        values[at + AREA + 2] = area10[item];
      }
      const near = crowd.offsetOf(item);
      values[at + CROWD] = Math.log(crowd.sums[near] + LOG_FLOOR);
      values[at + CROWD + 1] = Math.log(crowd.sums[near + WIDE] + LOG_FLOOR);
      values[at + CROWD + 2] =
        (visits.sums[visits.offsetOf(item)] - moments.mean) / moments.deviation;
      const theirs = fellows.offsetOf(item);
      for (let channel = 0; channel < FELLOW_CHANNELS; channel += 1) {
        values[at + FELLOWS + channel] = Math.log(fellows.sums[theirs + channel] + LOG_FLOOR);
      }
      values[at + FELLOWS + FELLOW_CHANNELS] =
        (fellows.sums[theirs] - fellowMoments.mean) / fellowMoments.deviation;
    });
  }

  /** Null where nothing is known of the user's whereabouts. */
  #read(history: IndexedHistory): Reading | null {
    if (this.#reading?.history === history) return this.#reading;
    const points = pointsOf(history, this.modality);
    const usual = usualPlaces(points);
    if (!usual) return null;
    for (const board of Object.values(this.#boards)) board.clear();
    const surroundings = this.#nearby.around(points);
    const home = { latitude: usual.homeLatitude, longitude: usual.homeLongitude };
    this.#crowd.ask(history.row, home, CROWD_SCALES_KM, this.#boards.crowd);
    const { items, all } = surroundings;
    this.#visitors.ask(history.row, items, all, this.#boards.visits);
    this.#fellows.ask(history.row, points, this.#boards.fellows);
    this.#reading = { history, usual, surroundings };
    return this.#reading;
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
