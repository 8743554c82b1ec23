import { powerOrZero, type SparseMatrix } from '../../linear/index.ts';
import type { Arrivals } from '../arrivals.ts';
import type { Catalog } from '../catalog.ts';
import type { ExpertTrainingData } from '../expert-training-data.ts';
import type { ColumnBlock, FittedExpert } from '../fitted-expert.ts';
import type { IndexedHistory, Interactions } from '../indexed-history.ts';
import { fade } from '../interaction-matrix.ts';
import { mergeLists } from '../merge-lists.ts';
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

/** What the history leads to, by neighbouring items, by like-minded users and by what comes next. */
const [PLAIN, RECENT, LAST, WALK, LIKE_MINDED, LIKE_MINDED_RECENT, NEXT] = [0, 1, 2, 3, 4, 5, 6];
const CHANNELS = 7;

/** What is computed of a history once and read by candidates and scores alike. */
interface Reading {
  readonly history: IndexedHistory;
  readonly interactions: Interactions;
  readonly recency: Float64Array | null;
  /** How many of the first touched items are neighbours' or of like-minded users. */
  readonly reached: number;
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
  readonly followsRecency = true;
  readonly candidateShare = 0.8;
  readonly stateNames = ['log_items', 'taste_for_popular'];
  readonly featureNames: readonly string[] = [];
  readonly #categories: CategoryModel;
  readonly #likeMinded: LikeMindedUsers;
  readonly #likeMindedRecent: LikeMindedUsers;
  readonly #logPopularity: Float64Array;
  readonly #walkScale: Float64Array;
  readonly #board: ScoreBoard;
  #reading: Reading | null = null;

  private constructor(
    private readonly modality: string,
    private readonly fit: InteractionFit,
    private readonly catalog: Catalog,
  ) {
    const degrees = fit.matrix.columnSums();
    this.#categories = CategoryModel.of(catalog);
    this.#likeMinded = new LikeMindedUsers(fit.matrix, fit.matrix, {
      count: 200,
      power: 1,
      itemPower: 0,
    });
    this.#likeMindedRecent = new LikeMindedUsers(
      fit.matrix,
      fit.lateness,
      { count: 300, power: 1.5, itemPower: -0.35 },
      this.#likeMinded.byItem,
    );
    this.#logPopularity = degrees.map(Math.log1p);
    this.#walkScale = powerOrZero(degrees, 0.3);
    this.#board = new ScoreBoard(catalog.size, CHANNELS);
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
    // The factors judge only what the history leads to: the cost does not grow with the catalogue.
    const others = this.#board.firstTouched(reading.reached, own);
    const half = Math.ceil(0.5 * count);
    const best = (channel: number, share: number) => {
      const asked = Math.ceil(share * count);
      return { items: this.#board.best(asked, own, channel), asked };
    };
    return mergeLists([
      { items: this.fit.factors.best(reading.taste, others, half), asked: half },
      best(WALK, 0.3),
      best(LIKE_MINDED, 0.25),
      best(NEXT, 0.1),
      best(LAST, 0.1),
    ]);
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
    const board = this.#board;
    const moments = Array.from({ length: CHANNELS }, (_, channel) => board.moments(channel));
    const means = Float64Array.from(moments, ({ mean }) => mean);
    const deviations = Float64Array.from(moments, ({ deviation }) => deviation);
    const standard = new Float64Array(CHANNELS);
    const likenessOf = (left: number, right: number) => this.#categories.likeness(left, right);
    const filterMean = moments[PLAIN].mean + LOW_PASS_SHARE * lowPass.mean;
    const filterDeviation = Math.hypot(
      moments[PLAIN].deviation,
      LOW_PASS_SHARE * lowPass.deviation,
    );
    const likeness = new LikenessReader(interactions, recency, (last) => spectral.likenessTo(last));
    const all = this.#categories.taste(own, interactions.weights);
    const faded = this.#categories.taste(own, recent(interactions.weights, recency, 0.9));
    factors.readAhead(items);
    spectral.readAhead(items);
    this.#categories.readAhead(items);
    for (let c = 0; c < items.length; c += 1) {
      const item = items[c];
      const at = c * stride + offset;
      if (item < 0) {
        values.fill(Number.NaN, at, at + COLUMNS.length);
        continue;
      }
      likeness.read(item);
      const sums = board.offsetOf(item);
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        standard[channel] = (board.sums[sums + channel] - means[channel]) / deviations[channel];
      }
      factors.scoreBoth(taste, recentTaste, item, values, at);
      values[at + 2] =
        (board.sums[sums + PLAIN] +
          LOW_PASS_SHARE * spectral.rawScore(lowPass, item) -
          filterMean) /
        filterDeviation;
      values[at + 3] = standard[PLAIN];
      values[at + 4] = standard[RECENT];
      values[at + 5] = standard[LAST];
      values[at + 6] = standard[WALK];
      values[at + 7] = standard[NEXT];
      values[at + 8] = standard[LIKE_MINDED];
      values[at + 9] = Math.log(Math.max(standard[LIKE_MINDED_RECENT] + 1, 0) + 1e-4);
      values[at + 10] = likeness.recent;
      values[at + 11] = likeness.last;
      values[at + 12] = likeness.mean;
      values[at + 13] = this.#categories.score(all, item);
      values[at + 14] = this.#categories.score(faded, item);
      values[at + 15] = likeness.greatestOfLast(item, likenessOf);
    }
  }

  #read(history: IndexedHistory): Reading | null {
    if (this.#reading?.history === history) return this.#reading;
    const interactions = lastOf(interactionsOf(history, this.modality), LONGEST_HISTORY);
    if (interactions.items.length === 0) return null;
    const { items, weights } = interactions;
    const recency = history.modalities.get(this.modality)?.recency()?.slice(-items.length) ?? null;
    const { factors, spectral, neighbours, transitions } = this.fit;
    const board = this.#board;
    board.clear();
    const faded = recent(weights, recency, 0.9);
    // Other degree exponents than the graph filter's: a random walk that favours the popular more.
    const input = Float64Array.from(items, (item, place) => {
      const scale = this.#walkScale[item];
      return scale > 0 ? weights[place] / scale : 0;
    });
    spread(neighbours, items, [weights, faded, fade(weights, 0.7), input], board, PLAIN);
    for (const item of board.touched) {
      board.sums[board.offsetOf(item) + WALK] *= this.#walkScale[item];
    }
    this.#likeMinded.ask(history.row, items, weights, board, LIKE_MINDED);
    const reached = board.touched.length;
    this.#likeMindedRecent.ask(history.row, items, faded, board, LIKE_MINDED_RECENT);
    spread(transitions, items, [fade(weights, 0.8)], board, NEXT);
    this.#reading = {
      history,
      interactions,
      recency,
      reached,
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

/** Adds the rows of the items, weighted, to the board: one channel for each weighting, from `first` on. */
function spread(
  matrix: SparseMatrix,
  items: ArrayLike<number>,
  weightings: readonly ArrayLike<number>[],
  board: ScoreBoard,
  first: number,
): void {
  const weights = new Float64Array(weightings.length);
  for (let entry = 0; entry < items.length; entry += 1) {
    for (let channel = 0; channel < weights.length; channel += 1) {
      weights[channel] = weightings[channel][entry];
    }
    const [from, to] = [matrix.pointers[items[entry]], matrix.pointers[items[entry] + 1]];
    board.addRowToAll(matrix, from, to, weights, first);
  }
}
