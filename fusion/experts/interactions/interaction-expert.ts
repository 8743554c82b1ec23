import { powerOrZero, type SparseMatrix } from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import type { Catalog } from '../catalog.ts';
import type { ExpertTrainingData } from '../expert-training-data.ts';
import type { ColumnBlock, FittedExpert } from '../fitted-expert.ts';
import type { IndexedHistory, Interactions } from '../indexed-history.ts';
import { fade } from '../interaction-matrix.ts';
import { ScoreBoard } from '../score-board.ts';
import { CategoryModel } from './category-model.ts';
import type { Taste } from './factor-model.ts';
import {
  fitInteractions,
  type InteractionFit,
  interactionFitFromParts,
  interactionFitKnowing,
  interactionFitToParts,
} from './interaction-fit.ts';
import { LikeMindedUsers } from './like-minded-users.ts';
import { LikenessReader } from './likeness-reader.ts';

/** A user's last items; what came before says little and costs as much. */
const LONGEST_HISTORY = 300;
const LOW_PASS_SHARE = 0.6;

const COLUMNS = [
  { name: 'implicit_factors', initialWeight: 0.6 },
  { name: 'implicit_factors_recent', initialWeight: 0 },
  { name: 'graph_filter', initialWeight: 0 },
  { name: 'neighbours', initialWeight: 0 },
  { name: 'neighbours_recent', initialWeight: 0 },
  { name: 'neighbours_last', initialWeight: 0 },
  { name: 'random_walk', initialWeight: 0 },
  { name: 'transitions', initialWeight: 0 },
  { name: 'like_minded', initialWeight: 0 },
  { name: 'like_minded_recent', initialWeight: 0 },
  { name: 'likeness_recent', initialWeight: 0 },
  { name: 'likeness_last', initialWeight: 0 },
  { name: 'likeness_mean', initialWeight: 0 },
  { name: 'category', initialWeight: 0 },
  { name: 'category_recent', initialWeight: 0 },
  { name: 'category_last', initialWeight: 0 },
] as const;

/** What is computed of a history once and read by candidates and scores alike. */
interface Reading {
  readonly history: IndexedHistory;
  readonly interactions: Interactions;
  readonly recency: Float64Array | null;
  readonly taste: Taste;
  readonly lowPass: Taste;
}

/**
 * The expert that goes by interactions with items alone: factors, graph filter, neighbourhoods and
 * transitions, each also with recent items counting more. Any modality whose events name items can
 * use it on its own events.
 */
export class InteractionExpert implements FittedExpert {
  readonly columns = COLUMNS;
  readonly candidateShare = 0.8;
  readonly stateNames = ['log_items', 'taste_for_popular'];
  readonly featureNames: readonly string[] = [];
  readonly #categories: CategoryModel;
  readonly #likeMinded: LikeMindedUsers;
  readonly #likeMindedRecent: LikeMindedUsers;
  readonly #logPopularity: Float64Array;
  readonly #walkScale: Float64Array;
  readonly #boards: Record<
    | 'plain'
    | 'recent'
    | 'last'
    | 'walk'
    | 'transitions'
    | 'likeMinded'
    | 'likeMindedRecent'
    | 'reached',
    ScoreBoard
  >;
  #reading: Reading | null = null;

  private constructor(
    private readonly modality: string,
    private readonly fit: InteractionFit,
    private readonly catalog: Catalog,
  ) {
    const degrees = fit.matrix.columnSums();
    this.#categories = new CategoryModel(catalog);
    this.#likeMinded = new LikeMindedUsers(fit.matrix, fit.matrix, {
      count: 200,
      power: 1,
      itemPower: 0,
    });
    this.#likeMindedRecent = new LikeMindedUsers(fit.matrix, fit.lateness, {
      count: 300,
      power: 1.5,
      itemPower: -0.35,
    });
    this.#logPopularity = degrees.map(Math.log1p);
    this.#walkScale = powerOrZero(degrees, 0.3);
    const board = () => new ScoreBoard(catalog.size);
    this.#boards = {
      plain: board(),
      recent: board(),
      last: board(),
      walk: board(),
      transitions: board(),
      likeMinded: board(),
      likeMindedRecent: board(),
      reached: board(),
    };
  }

  static fit(modality: string, data: ExpertTrainingData): InteractionExpert {
    const users = data.users.map((user) => interactionsOf(user, modality));
    return new InteractionExpert(modality, fitInteractions(users, data), data.catalog);
  }

  static fromParts(
    modality: string,
    parts: ReadonlyMap<string, Uint8Array>,
    catalog: Catalog,
  ): InteractionExpert {
    return new InteractionExpert(modality, interactionFitFromParts(parts), catalog);
  }

  forgetting(rows: ReadonlySet<number>): InteractionExpert {
    const others = (row: number) => !rows.has(row);
    const [matrix, lateness] = [this.fit.matrix.where(others), this.fit.lateness.where(others)];
    return new InteractionExpert(this.modality, { ...this.fit, matrix, lateness }, this.catalog);
  }

  knowing(arrivals: Arrivals): InteractionExpert {
    const fit = interactionFitKnowing(this.fit, arrivals);
    return new InteractionExpert(this.modality, fit, arrivals.catalog);
  }

  toParts(): Map<string, Uint8Array> {
    return interactionFitToParts(this.fit);
  }

  features(): null {
    return null;
  }

  state(history: IndexedHistory): Float32Array {
    const { items } = interactionsOf(history, this.modality);
    if (items.length === 0) return Float32Array.of(0, Number.NaN);
    let popularity = 0;
    for (const item of items) popularity += this.#logPopularity[item];
    return Float32Array.of(Math.log1p(items.length), popularity / items.length);
  }

  knows(history: IndexedHistory): boolean {
    return interactionsOf(history, this.modality).items.length > 0;
  }

  candidates(history: IndexedHistory, count: number): Int32Array {
    const reading = this.#read(history);
    if (!reading) return new Int32Array(0);
    const own = history.interactions.items;
    const boards = this.#boards;
    // The factors judge only what the history leads to: the cost does not grow with the catalogue.
    boards.reached.clear();
    for (const { touched } of [boards.walk, boards.likeMinded]) {
      for (const item of touched) boards.reached.set(item, 0);
    }
    for (const item of boards.reached.touched) {
      boards.reached.set(item, this.fit.factors.score(reading.taste, item));
    }
    const found = new Set<number>();
    for (const [board, share] of [
      [boards.reached, 0.5],
      [boards.walk, 0.3],
      [boards.likeMinded, 0.25],
      [boards.transitions, 0.1],
      [boards.last, 0.1],
    ] as const) {
      for (const item of board.best(Math.ceil(share * count), own)) found.add(item);
    }
    return Int32Array.from(found).sort();
  }

  scores(history: IndexedHistory, items: Int32Array, into: ColumnBlock): void {
    const { values, stride, offset } = into;
    const reading = this.#read(history);
    if (!reading) {
      for (let c = 0; c < items.length; c += 1) {
        values.fill(Number.NaN, c * stride + offset, c * stride + offset + COLUMNS.length);
      }
      return;
    }
    const { interactions, recency, taste, lowPass } = reading;
    const { factors, spectral } = this.fit;
    const own = interactions.items;
    const recentTaste = factors.fold(own, recent(interactions.weights, recency, 0.95));
    const boards = this.#boards;
    const standard = (board: ScoreBoard) => {
      const { mean, deviation } = board.moments();
      return (item: number) => (board.sums[item] - mean) / deviation;
    };
    const plain = boards.plain.moments();
    const filterMean = plain.mean + LOW_PASS_SHARE * lowPass.mean;
    const filterDeviation = Math.hypot(plain.deviation, LOW_PASS_SHARE * lowPass.deviation);
    const neighbours = standard(boards.plain);
    const neighboursRecent = standard(boards.recent);
    const last = standard(boards.last);
    const walk = standard(boards.walk);
    const transitions = standard(boards.transitions);
    const likeMinded = standard(boards.likeMinded);
    const likeMindedRecent = standard(boards.likeMindedRecent);
    const likeness = new LikenessReader(interactions, recency);
    const all = this.#categories.taste(own, interactions.weights);
    const faded = this.#categories.taste(own, recent(interactions.weights, recency, 0.9));
    for (let c = 0; c < items.length; c += 1) {
      const item = items[c];
      const at = c * stride + offset;
      if (item < 0) {
        values.fill(Number.NaN, at, at + COLUMNS.length);
        continue;
      }
      likeness.read((other) => spectral.likeness(other, item));
      values[at] = factors.score(taste, item);
      values[at + 1] = factors.score(recentTaste, item);
      values[at + 2] =
        (boards.plain.sums[item] + LOW_PASS_SHARE * spectral.rawScore(lowPass, item) - filterMean) /
        filterDeviation;
      values[at + 3] = neighbours(item);
      values[at + 4] = neighboursRecent(item);
      values[at + 5] = last(item);
      values[at + 6] = walk(item);
      values[at + 7] = transitions(item);
      values[at + 8] = likeMinded(item);
      values[at + 9] = Math.log(Math.max(likeMindedRecent(item) + 1, 0) + 1e-4);
      values[at + 10] = likeness.recent;
      values[at + 11] = likeness.last;
      values[at + 12] = likeness.mean;
      values[at + 13] = this.#categories.score(all, item);
      values[at + 14] = this.#categories.score(faded, item);
      values[at + 15] = likeness.greatestOfLast(3, (other) =>
        this.#categories.likeness(other, item),
      );
    }
  }

  #read(history: IndexedHistory): Reading | null {
    if (this.#reading?.history === history) return this.#reading;
    const interactions = lastOf(interactionsOf(history, this.modality), LONGEST_HISTORY);
    if (interactions.items.length === 0) return null;
    const { items, weights } = interactions;
    const recency = history.modalities.get(this.modality)?.recency()?.slice(-items.length) ?? null;
    const { factors, spectral, neighbours, transitions } = this.fit;
    for (const board of Object.values(this.#boards)) board.clear();
    const faded = recent(weights, recency, 0.9);
    const boards = this.#boards;
    spread(neighbours, items, weights, boards.plain);
    spread(neighbours, items, faded, boards.recent);
    spread(neighbours, items, fade(weights, 0.7), boards.last);
    // Other degree exponents than the graph filter's: a random walk that favours the popular more.
    const input = Float64Array.from(items, (item, place) => {
      const scale = this.#walkScale[item];
      return scale > 0 ? weights[place] / scale : 0;
    });
    spread(neighbours, items, input, boards.walk);
    for (const item of boards.walk.touched) boards.walk.sums[item] *= this.#walkScale[item];
    spread(transitions, items, fade(weights, 0.8), boards.transitions);
    this.#likeMinded.ask(history.row, items, weights, boards.likeMinded);
    this.#likeMindedRecent.ask(history.row, items, faded, boards.likeMindedRecent);
    this.#reading = {
      history,
      interactions,
      recency,
      taste: factors.fold(items, weights),
      lowPass: spectral.fold(items, weights),
    };
    return this.#reading;
  }
}

function interactionsOf(history: IndexedHistory, modality: string): Interactions {
  return history.modalities.get(modality)?.interactions ?? NOTHING;
}

const NOTHING: Interactions = {
  items: new Int32Array(0),
  weights: new Float32Array(0),
  at: new Float64Array(0),
};

function lastOf(interactions: Interactions, count: number): Interactions {
  const { items, weights, at } = interactions;
  if (items.length <= count) return interactions;
  return { items: items.slice(-count), weights: weights.slice(-count), at: at.slice(-count) };
}

/** The weights as the policy has them fade, or at a fixed rate where none decides. */
function recent(weights: Float32Array, recency: Float64Array | null, keep: number): Float64Array {
  return recency?.map((share, place) => share * weights[place]) ?? fade(weights, keep);
}

/** Adds the rows of the items, weighted, to the board. */
function spread(
  matrix: SparseMatrix,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  board: ScoreBoard,
): void {
  for (let entry = 0; entry < items.length; entry += 1) {
    const end = matrix.pointers[items[entry] + 1];
    for (let place = matrix.pointers[items[entry]]; place < end; place += 1) {
      board.add(matrix.indices[place], weights[entry] * matrix.values[place]);
    }
  }
}
