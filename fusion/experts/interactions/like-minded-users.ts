import {
  keepGreatest,
  powerOrZero,
  readAheadSparse,
  SparseMatrix,
  topK,
} from '../../linear/index.ts';
import { ScoreBoard } from '../score-board.ts';

/** How a neighbourhood of users is formed and asked. */
export interface LikeMindedSettings {
  /** How many users are asked. */
  readonly count: number;
  /** Exponent of the likeness: above 1 the nearest speak louder. */
  readonly power: number;
  /** Exponent of an item's degree in the likeness: rare common items say more. */
  readonly itemPower: number;
}

/** An item that half of all users share says nothing about likeness: its users are thinned to this. */
const MOST_USERS_OF_AN_ITEM = 2000;

/** User-based nearest neighbours by cosine (Herlocker et al. 1999 for implicit feedback). */
export class LikeMindedUsers {
  readonly #itemScale: Float64Array;
  readonly #userLengths: Float64Array;
  readonly #users: ScoreBoard;
  /** What was read ahead goes here, or the compiler would leave the reading out. */
  readonly #readAhead = new Float64Array(1);

  /**
   * @param matrix users by items, what the neighbours are compared by
   * @param voices the same pattern: how loud each user speaks for each item
   * @param byItem the users of each item, where others of the same matrix have found them
   */
  constructor(
    matrix: SparseMatrix,
    private readonly voices: SparseMatrix,
    private readonly settings: LikeMindedSettings,
    readonly byItem = keepGreatest(matrix.transpose(), MOST_USERS_OF_AN_ITEM),
  ) {
    this.#itemScale = powerOrZero(matrix.columnSums(), settings.itemPower);
    this.#userLengths = powerOrZero(matrix.rowSums(), -0.5);
    this.#users = new ScoreBoard(matrix.rows);
  }

  /** Adds what like-minded users have to a board of items; the user's own row stays silent. */
  ask(
    row: number,
    items: ArrayLike<number>,
    weights: ArrayLike<number>,
    board: ScoreBoard,
    channel = 0,
  ): void {
    const { indices, values } = this.byItem;
    const { begins, ends, scales } = this.#fetch(items);
    const users = this.#users;
    users.clear();
    let square = 0;
    for (let entry = 0; entry < items.length; entry += 1) {
      const scaled = weights[entry] * scales[entry];
      square += scaled * scaled;
      const input = scaled * scales[entry];
      for (let place = begins[entry]; place < ends[entry]; place += 1) {
        const user = indices[place];
        if (user !== row) users.add(user, input * values[place] * this.#userLengths[user]);
      }
    }
    const length = Math.sqrt(square) || 1;
    const found = users.touched;
    // Behind the row of those who are not found.
    const sums = users.sums.subarray(1, found.length + 1);
    const { voices } = this;
    const nearest = topK(sums, found.length, this.settings.count);
    readAheadSparse(
      voices.pointers,
      voices.indices,
      voices.values,
      nearest.map((place) => found[place]),
    );
    for (const place of nearest) {
      const user = found[place];
      const weight = (sums[place] / length) ** this.settings.power;
      board.addRow(voices, voices.pointers[user], voices.pointers[user + 1], weight, channel);
    }
  }

  /**
   * Where the users of each item are, and how each counts. They lie far apart: asked for all at once, ahead of
   * being used, they arrive together, where each would have been waited for.
   */
  #fetch(items: ArrayLike<number>) {
    const { pointers, indices, values } = this.byItem;
    const begins = new Int32Array(items.length);
    const ends = new Int32Array(items.length);
    const scales = new Float64Array(items.length);
    for (let entry = 0; entry < items.length; entry += 1) {
      begins[entry] = pointers[items[entry]];
      ends[entry] = pointers[items[entry] + 1];
      scales[entry] = this.#itemScale[items[entry]];
    }
    let sum = 0;
    for (let entry = 0; entry < items.length; entry += 1) {
      if (begins[entry] < ends[entry]) sum += indices[begins[entry]] + values[begins[entry]];
    }
    this.#readAhead[0] = sum;
    return { begins, ends, scales };
  }
}
