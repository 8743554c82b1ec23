import type { Catalog } from '../../experts/catalog.ts';
import type { Points } from '../../experts/indexed-history.ts';
import { ScoreBoard } from '../../experts/score-board.ts';
import { keepGreatest, powerOrZero, type SparseMatrix, topK } from '../../linear/index.ts';
import { PlaceGrid } from './geography.ts';

/** Where somebody was last: who has been to many places is better known by what stands there. */
const MOST_POINTS = 20;
const CELL_KM = 1;
/** So many scales away a place says nothing any more. */
const REACH = 5;
const MOST_FELLOWS = 300;
/** A place where everybody has been tells nobody apart: its visitors are thinned to this. */
const MOST_VISITORS = 2000;

/**
 * What those turn to who were within a few hundred metres of where a user was: neighbours by places (user-based
 * nearest neighbours, Herlocker et al. 1999), though nothing is known of what the user turned to there.
 */
export class FellowVisitors {
  readonly #grid: PlaceGrid;
  readonly #visitors: SparseMatrix;
  /** [users], the inverse of the square root of what each has. */
  readonly #even: Float64Array;
  readonly #near: ScoreBoard;
  readonly #likeness: ScoreBoard;

  /** @param matrix users by items */
  constructor(
    private readonly catalog: Catalog,
    private readonly matrix: SparseMatrix,
    private readonly scalesKm: readonly number[],
  ) {
    this.#grid = new PlaceGrid(catalog.latitude, catalog.longitude, CELL_KM);
    this.#visitors = keepGreatest(matrix.transpose(), MOST_VISITORS);
    this.#even = powerOrZero(matrix.rowSums(), -0.5);
    this.#near = new ScoreBoard(catalog.size, scalesKm.length);
    this.#likeness = new ScoreBoard(matrix.rows, scalesKm.length);
  }

  /**
   * Adds what fellow visitors have, the weights of each scale summing to 1; the user's own row stays silent.
   * @param board a cleared one with a channel for each scale, and behind these one for the first scale where a
   * fellow's items count by the inverse of the square root of how many they are
   */
  ask(row: number, points: Points, board: ScoreBoard): void {
    this.#meet(row, points);
    const { touched, sums } = this.#likeness;
    const { matrix } = this;
    const even = this.scalesKm.length;
    // For the channels between the two nothing is added.
    const scales = new Float64Array(even + 1);
    this.scalesKm.forEach((_, scale) => {
      const likeness = Float64Array.from(
        touched,
        (user) => sums[this.#likeness.offsetOf(user) + scale],
      );
      const nearest = topK(likeness, likeness.length, MOST_FELLOWS);
      const total = nearest.reduce((sum, place) => sum + likeness[place], 0);
      for (const place of nearest) {
        if (likeness[place] <= 0) break;
        const user = touched[place];
        const share = likeness[place] / total;
        const [from, to] = [matrix.pointers[user], matrix.pointers[user + 1]];
        if (scale > 0) {
          board.addRow(matrix, from, to, share, scale);
          continue;
        }
        scales[0] = share;
        scales[even] = share * this.#even[user];
        board.addRowToAll(matrix, from, to, scales);
      }
    });
  }

  /** How much everybody was where the user was, at each scale. */
  #meet(row: number, points: Points): void {
    this.#lookAround(points);
    const [near, likeness, scales] = [this.#near, this.#likeness, this.scalesKm.length];
    const { pointers, indices, values } = this.#visitors;
    likeness.clear();
    for (const item of near.touched) {
      const from = near.offsetOf(item);
      for (let entry = pointers[item]; entry < pointers[item + 1]; entry += 1) {
        const user = indices[entry];
        if (user === row) continue;
        const at = likeness.touch(user);
        const voice = values[entry] * this.#even[user];
        for (let scale = 0; scale < scales; scale += 1) {
          likeness.sums[at + scale] += near.sums[from + scale] * voice;
        }
      }
    }
  }

  /** Of every place around the points the sum of exp(-distance / scale) over them, at each scale. */
  #lookAround({ latitude, longitude }: Points): void {
    const [near, scales, { fitted }] = [this.#near, this.scalesKm, this.catalog];
    const reach = REACH * Math.max(...scales);
    near.clear();
    for (let p = Math.max(0, latitude.length - MOST_POINTS); p < latitude.length; p += 1) {
      this.#grid.within(latitude[p], longitude[p], reach, (item, distance) => {
        if (item >= fitted) return;
        const at = near.touch(item);
        for (let k = 0; k < scales.length; k += 1) {
          near.sums[at + k] += Math.exp(-distance / scales[k]);
        }
      });
    }
  }
}
