import { powerOrZero, type SparseMatrix } from '../../linear/index.ts';
import { RandomSource } from '../../tensor/random-source.ts';

const DIMENSIONS = 8;
const HOPS = 3;

/**
 * A user's place in the graph, out of the friends alone, so that a new edge needs no refit: degree,
 * clustering, friends' activity, and a random projection of the smoothed neighbourhood (FastRP, Chen
 * et al. 2019).
 */
export class GraphFeatures {
  readonly names: readonly string[];
  readonly #projections: Float64Array;
  readonly #neighbours: (user: number) => Int32Array;

  /** @param activity [users], how much each user does */
  constructor(
    private readonly graph: SparseMatrix,
    private readonly activity: Float64Array,
  ) {
    this.names = [
      'log_friends',
      'clustering',
      'friends_log_activity_mean',
      'friends_log_activity_max',
      'friends_log_friends_mean',
      ...Array.from({ length: DIMENSIONS }, (_, k) => `graph_${k + 1}`),
    ];
    this.#neighbours = (user) =>
      graph.indices.subarray(graph.pointers[user], graph.pointers[user + 1]);
    this.#projections = this.#project();
  }

  #project(): Float64Array {
    const { graph } = this;
    const random = RandomSource.fromSeed(7);
    // Each user's signs come in row order: a fit has its users in byte order of their ids.
    let layer: Float64Array = Float64Array.from({ length: graph.rows * DIMENSIONS }, () =>
      random.uniform() < 0.5 ? -1 : 1,
    );
    const degrees = graph.rowSums();
    const even = graph.scale(powerOrZero(degrees, -1), new Float64Array(graph.rows).fill(1));
    const sum = layer.map((value) => value * 0.1);
    for (let hop = 1; hop < HOPS; hop += 1) {
      layer = even.multiply(layer, DIMENSIONS);
      for (let at = 0; at < sum.length; at += 1) sum[at] += layer[at];
    }
    return sum;
  }

  /** @param friends rows of the user's friends, at least one */
  read(friends: Int32Array): Float32Array {
    const known = new Set(friends);
    const degree = friends.length;
    let links = 0;
    let activity = 0;
    let mostActive = 0;
    let theirFriends = 0;
    const place = new Float64Array(DIMENSIONS);
    for (const friend of friends) {
      const theirs = this.#neighbours(friend);
      for (const other of theirs) if (known.has(other)) links += 1;
      const active = Math.log1p(this.activity[friend]);
      activity += active / degree;
      mostActive = Math.max(mostActive, active);
      theirFriends += Math.log1p(theirs.length) / degree;
      for (let k = 0; k < DIMENSIONS; k += 1) {
        place[k] += this.#projections[friend * DIMENSIONS + k] / degree;
      }
    }
    const clustering = degree > 1 ? links / (degree * (degree - 1)) : 0;
    return Float32Array.of(
      Math.log1p(degree),
      clustering,
      activity,
      mostActive,
      theirFriends,
      ...place,
    );
  }
}
