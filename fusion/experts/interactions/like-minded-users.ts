import { keepGreatest, powerOrZero, SparseMatrix, topK } from '../../linear/index.ts';
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
  readonly #byItem: SparseMatrix;

  /**
   * @param matrix users by items, what the neighbours are compared by
   * @param voices the same pattern: how loud each user speaks for each item
   */
  constructor(
    matrix: SparseMatrix,
    private readonly voices: SparseMatrix,
    private readonly settings: LikeMindedSettings,
  ) {
    this.#itemScale = powerOrZero(matrix.columnSums(), settings.itemPower);
    this.#userLengths = powerOrZero(matrix.rowSums(), -0.5);
    this.#byItem = keepGreatest(matrix.transpose(), MOST_USERS_OF_AN_ITEM);
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
    const { pointers, indices, values } = this.#byItem;
    const users = this.#users;
    users.clear();
    let square = 0;
    for (let entry = 0; entry < items.length; entry += 1) {
      const item = items[entry];
      const scaled = weights[entry] * this.#itemScale[item];
      square += scaled * scaled;
      const input = scaled * this.#itemScale[item];
      for (let place = pointers[item]; place < pointers[item + 1]; place += 1) {
        const user = indices[place];
        if (user !== row) users.add(user, input * values[place] * this.#userLengths[user]);
      }
    }
    const length = Math.sqrt(square) || 1;
    const found = users.touched;
    // Behind the row of those who are not found.
    const sums = users.sums.subarray(1, found.length + 1);
    for (const place of topK(sums, found.length, this.settings.count)) {
      const user = found[place];
      const weight = (sums[place] / length) ** this.settings.power;
      const end = this.voices.pointers[user + 1];
      for (let entry = this.voices.pointers[user]; entry < end; entry += 1) {
        board.add(this.voices.indices[entry], weight * this.voices.values[entry], channel);
      }
    }
  }
}
