import type { Arrivals } from '../../experts/arrivals.ts';
import type { Catalog } from '../../experts/catalog.ts';
import type { ExpertTrainingData } from '../../experts/expert-training-data.ts';
import type { ColumnBlock, FittedExpert } from '../../experts/fitted-expert.ts';
import type { IndexedHistory } from '../../experts/indexed-history.ts';
import { interactionMatrix } from '../../experts/interaction-matrix.ts';
import type { Taste } from '../../experts/interactions/factor-model.ts';
import { LikeMindedUsers } from '../../experts/interactions/like-minded-users.ts';
import { SpectralModel } from '../../experts/interactions/spectral-model.ts';
import { mergeLists } from '../../experts/merge-lists.ts';
import { PartsReader, PartsWriter } from '../../experts/parts.ts';
import { ScoreBoard } from '../../experts/score-board.ts';
import { powerOrZero, SparseMatrix } from '../../linear/index.ts';
import { GraphFeatures } from './graph-features.ts';
import { Peers } from './peers.ts';

const SPECTRAL_RANK = 64;
const LOG_FLOOR = 1e-3;
/** What a friend counts with whom the user shares no item, beside the cosine of those who do. */
const STRANGER_COSINE = 0.05;
const NOBODY = new Int32Array(0);
const MOST_FRIENDS = 500;
const MOST_FRIENDS_OF_FRIENDS = 2000;

const COLUMNS = [
  { name: 'friends_mean', initialWeight: 0 },
  { name: 'friends_even', initialWeight: 0 },
  { name: 'friends_alike', initialWeight: 0 },
  { name: 'friends_count', initialWeight: 0 },
  { name: 'friends_of_friends', initialWeight: 0 },
  { name: 'friends_taste', initialWeight: 0 },
  { name: 'friends_like_minded', initialWeight: 0 },
  { name: 'peers', initialWeight: 0 },
] as const;

/** Channels of what the friends themselves have. */
const [MEAN, EVEN, ALIKE, COUNT] = [0, 1, 2, 3];

interface SocialFit {
  /** Users by items of all modalities. */
  readonly matrix: SparseMatrix;
  /** Users by users, 1 where a relation leads. */
  readonly graph: SparseMatrix;
  readonly spectral: SpectralModel;
}

/** What is known of the users of a fit; items that arrive later leave it as it is. */
interface People {
  /** [users], square root of what each has, and its inverse. */
  readonly lengths: Float64Array;
  readonly even: Float64Array;
  /** [users, rank] */
  readonly tastes: Float64Array;
  readonly features: GraphFeatures;
}

function peopleOf({ matrix, graph, spectral }: SocialFit): People {
  const sums = matrix.rowSums();
  const even = powerOrZero(sums, -0.5);
  const { rank } = spectral;
  const tastes = new Float64Array(matrix.rows * rank);
  for (let user = 0; user < matrix.rows; user += 1) {
    const [from, to] = [matrix.pointers[user], matrix.pointers[user + 1]];
    const taste = spectral.fold(
      matrix.indices.subarray(from, to),
      matrix.values.subarray(from, to),
    );
    tastes.set(
      taste.vector.map((value) => value * even[user]),
      user * rank,
    );
  }
  const features = new GraphFeatures(graph, sums);
  return { lengths: powerOrZero(sums, 0.5), even, tastes, features };
}

interface Circle {
  readonly history: IndexedHistory;
  /** Friends who have any item. */
  readonly active: number;
  readonly taste: Taste | null;
}

/**
 * The expert that goes by what friends turn to. It reads the user's relations from the history, so a
 * new friendship counts at once; only the friends' own items and tastes come from the fit.
 */
export class SocialExpert implements FittedExpert {
  readonly columns = COLUMNS;
  readonly candidateShare = 0.2;
  readonly stateNames = ['log_friends', 'friends_strength', 'log_friends_items'];
  readonly featureNames: readonly string[];
  readonly #people: People;
  readonly #boards: Record<'friends' | 'twoHops' | 'likeMinded', ScoreBoard>;
  readonly #likeMinded: LikeMindedUsers;
  readonly #peers: Peers;
  #circle: Circle | null = null;

  private constructor(
    private readonly modality: string,
    private readonly fit: SocialFit,
    private readonly catalog: Catalog,
    people: People | null = null,
  ) {
    const { matrix } = fit;
    this.#people = people ?? peopleOf(fit);
    this.#likeMinded = new LikeMindedUsers(matrix, matrix, { count: 300, power: 1, itemPower: 0 });
    this.#peers = new Peers(matrix, fit.graph);
    this.featureNames = this.#people.features.names;
    this.#boards = {
      friends: new ScoreBoard(catalog.size, 4),
      twoHops: new ScoreBoard(catalog.size),
      likeMinded: new ScoreBoard(catalog.size),
    };
  }

  static fit(modality: string, data: ExpertTrainingData): SocialExpert {
    const { catalog, users } = data;
    const matrix = interactionMatrix(
      users.map((user) => user.interactions),
      catalog.size,
    );
    const graph = SparseMatrix.fromRows(
      users.length,
      users.map((user) => {
        const relations = user.modalities.get(modality)?.relations ?? new Int32Array(0);
        return { indices: relations, values: new Float32Array(relations.length).fill(1) };
      }),
    );
    const rank = Math.min(SPECTRAL_RANK, Math.floor(Math.min(users.length, catalog.size) / 2));
    const spectral = data.cache.fit(
      `spectral ${rank} ${catalog.size} ${data.seed}`,
      [matrix.pointers, matrix.indices, matrix.values],
      () => SpectralModel.fit(matrix, rank, data.seed + 2),
    );
    return new SocialExpert(modality, { matrix, graph, spectral }, catalog);
  }

  static fromParts(
    modality: string,
    parts: ReadonlyMap<string, Uint8Array>,
    catalog: Catalog,
  ): SocialExpert {
    const reader = new PartsReader(parts);
    const fit = {
      matrix: reader.matrix('matrix'),
      graph: reader.matrix('graph'),
      spectral: SpectralModel.fromParts(reader.within('spectral/')),
    };
    return new SocialExpert(modality, fit, catalog);
  }

  forgetting(rows: ReadonlySet<number>): SocialExpert {
    const { matrix, graph, spectral } = this.fit;
    const fit = {
      matrix: matrix.where((row) => !rows.has(row)),
      graph: graph.where((row, friend) => !rows.has(row) && !rows.has(friend)),
      spectral,
    };
    return new SocialExpert(this.modality, fit, this.catalog);
  }

  knowing(arrivals: Arrivals): SocialExpert {
    const matrix = arrivals.appendColumns(this.fit.matrix);
    const fit = { ...this.fit, matrix, spectral: this.fit.spectral.knowing(arrivals) };
    return new SocialExpert(this.modality, fit, arrivals.catalog, this.#people);
  }

  toParts(): Map<string, Uint8Array> {
    return new PartsWriter()
      .matrix('matrix', this.fit.matrix)
      .matrix('graph', this.fit.graph)
      .all('spectral/', this.fit.spectral.toParts()).parts;
  }

  features(history: IndexedHistory): Float32Array | null {
    const relations = this.#friendsOf(history);
    return relations.length === 0 ? null : this.#people.features.read(relations);
  }

  state(history: IndexedHistory): Float32Array {
    const circle = this.#read(history);
    const count = history.modalities.get(this.modality)?.relationCount ?? 0;
    const vector = circle.taste?.vector;
    const strength = vector ? Math.hypot(...vector) : Number.NaN;
    const { friends } = this.#boards;
    let items = 0;
    for (const item of friends.touched) {
      // Of arrivals friends have only what they have of those that stand in for them: it would count twice.
      if (item < this.catalog.fitted) items += friends.sums[friends.offsetOf(item) + COUNT];
    }
    return Float32Array.of(Math.log1p(count), strength, Math.log1p(items));
  }

  knows(history: IndexedHistory): boolean {
    return this.#read(history).active > 0;
  }

  candidates(history: IndexedHistory, count: number): Int32Array {
    this.#read(history);
    const own = history.interactions.items;
    const { friends, twoHops, likeMinded } = this.#boards;
    const best = (board: ScoreBoard, share: number, channel = 0) => {
      const asked = Math.ceil(share * count);
      return { items: board.best(asked, own, channel), asked };
    };
    return mergeLists([
      best(friends, 0.4, ALIKE),
      best(friends, 0.3, EVEN),
      best(friends, 0.3, COUNT),
      best(twoHops, 0.2),
      best(likeMinded, 0.3),
    ]);
  }

  scores(history: IndexedHistory, items: Int32Array, into: ColumnBlock): void {
    const { taste, active } = this.#read(history);
    const { values, stride, offset } = into;
    const { friends, twoHops, likeMinded } = this.#boards;
    const { sums } = friends;
    const voices = this.#peers.voices(this.#relationsOf(history).length);
    const evenMoments = friends.moments(EVEN);
    const likeMindedMoments = likeMinded.moments();
    this.fit.spectral.readAhead(items);
    this.#peers.readAhead(items);
    items.forEach((item, c) => {
      const at = c * stride + offset;
      if (item < 0 || active === 0 || !taste) {
        values.fill(Number.NaN, at, at + COLUMNS.length);
        return;
      }
      const theirs = friends.offsetOf(item);
      values[at] = Math.log(sums[theirs + MEAN] + LOG_FLOOR);
      values[at + 1] = (sums[theirs + EVEN] - evenMoments.mean) / evenMoments.deviation;
      values[at + 2] = Math.log(sums[theirs + ALIKE] + LOG_FLOOR);
      values[at + 3] = Math.log1p(sums[theirs + COUNT]);
      values[at + 4] = Math.log(twoHops.sums[twoHops.offsetOf(item)] + LOG_FLOOR);
      values[at + 5] = this.fit.spectral.score(taste, item);
      values[at + 6] =
        (likeMinded.sums[likeMinded.offsetOf(item)] - likeMindedMoments.mean) /
        likeMindedMoments.deviation;
      values[at + 7] = this.#peers.score(voices, item);
    });
  }

  #relationsOf(history: IndexedHistory): Int32Array {
    const relations = history.modalities.get(this.modality)?.relations ?? NOBODY;
    return relations.length === 0 ? NOBODY : relations.filter((friend) => friend !== history.row);
  }

  /** Those whose items and tastes are read, which takes time for each. */
  #friendsOf(history: IndexedHistory): Int32Array {
    return this.#relationsOf(history).subarray(0, MOST_FRIENDS);
  }

  #read(history: IndexedHistory): Circle {
    if (this.#circle?.history === history) return this.#circle;
    for (const board of Object.values(this.#boards)) board.clear();
    const { matrix, graph, spectral } = this.fit;
    const friends = this.#friendsOf(history).filter((friend) => this.#people.lengths[friend] > 0);
    if (friends.length === 0) {
      this.#circle = { history, active: 0, taste: null };
      return this.#circle;
    }
    const { friends: theirs, twoHops, likeMinded } = this.#boards;
    const { sums } = theirs;
    const cosines = this.#cosines(history, friends);
    const cosineSum = cosines.reduce((sum, cosine) => sum + cosine, 0) || 1;
    const vector = new Float64Array(spectral.rank);
    const scales = new Float64Array(theirs.channels);
    friends.forEach((friend, place) => {
      const share = 1 / friends.length;
      const [from, to] = [matrix.pointers[friend], matrix.pointers[friend + 1]];
      scales[MEAN] = share;
      scales[EVEN] = share * this.#people.even[friend];
      scales[ALIKE] = cosines[place] / cosineSum;
      scales[COUNT] = 1;
      theirs.addRowToAll(matrix, from, to, scales);
      for (let k = 0; k < vector.length; k += 1) {
        vector[k] += share * this.#people.tastes[friend * vector.length + k];
      }
    });
    this.#likeMinded.ask(
      history.row,
      theirs.touched,
      Float64Array.from(theirs.touched, (item) => sums[theirs.offsetOf(item) + EVEN]),
      likeMinded,
    );
    // Friends of friends: each friend passes its share on to its own friends, never back.
    const reached = new Map<number, number>();
    for (const friend of friends) {
      const from = graph.pointers[friend];
      const to = graph.pointers[friend + 1];
      for (let entry = from; entry < to && reached.size < MOST_FRIENDS_OF_FRIENDS; entry += 1) {
        const other = graph.indices[entry];
        if (other === history.row) continue;
        const share = 1 / (friends.length * (to - from));
        reached.set(other, (reached.get(other) ?? 0) + share);
      }
    }
    for (const [other, share] of reached) {
      twoHops.addRow(matrix, matrix.pointers[other], matrix.pointers[other + 1], share);
    }
    this.#circle = { history, active: friends.length, taste: spectral.standardise(vector) };
    return this.#circle;
  }

  #cosines(history: IndexedHistory, friends: Int32Array): Float64Array {
    const { items, weights } = history.interactions;
    const own = new Map(Array.from(items, (item, place) => [item, weights[place]]));
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight, 0)) || 1;
    const { matrix } = this.fit;
    return Float64Array.from(friends, (friend) => {
      let common = 0;
      for (let entry = matrix.pointers[friend]; entry < matrix.pointers[friend + 1]; entry += 1) {
        common += (own.get(matrix.indices[entry]) ?? 0) * matrix.values[entry];
      }
      return common / (length * this.#people.lengths[friend]) + STRANGER_COSINE;
    });
  }
}
