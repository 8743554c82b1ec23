import type { ScoreBoard } from '../../experts/score-board.ts';
import type { SparseMatrix } from '../../linear/index.ts';
import { topK } from '../../linear/index.ts';
import { PlaceGrid } from './geography.ts';

const REACH_KM = 25;
const CELL_KM = 5;
const MOST_NEIGHBOURS = 300;

/** What people who live near turn to. */
export class Crowd {
  readonly #grid: PlaceGrid;

  /**
   * @param latitude [users], degrees of each user's home, NaN where unknown; longitude likewise
   * @param matrix users by items
   */
  constructor(
    latitude: Float64Array,
    longitude: Float64Array,
    private readonly matrix: SparseMatrix,
  ) {
    this.#grid = new PlaceGrid(latitude, longitude, CELL_KM);
  }

  /**
   * Adds the neighbours' items, each neighbour by exp(-distance / scale), the weights summing to 1.
   * @param board a cleared one with a channel for each of the scales
   */
  ask(
    row: number,
    home: { readonly latitude: number; readonly longitude: number },
    scalesKm: readonly number[],
    board: ScoreBoard,
  ): void {
    const users: number[] = [];
    const closeness: number[] = [];
    this.#grid.within(home.latitude, home.longitude, REACH_KM, (user, distance) => {
      if (user === row) return;
      users.push(user);
      closeness.push(-distance);
    });
    const nearest = topK(closeness, closeness.length, MOST_NEIGHBOURS);
    const totals = scalesKm.map((scale) =>
      nearest.reduce((sum, place) => sum + Math.exp(closeness[place] / scale), 0),
    );
    const { matrix } = this;
    for (const place of nearest) {
      const user = users[place];
      const shares = scalesKm.map(
        (scale, channel) => Math.exp(closeness[place] / scale) / totals[channel],
      );
      board.addRowToAll(matrix, matrix.pointers[user], matrix.pointers[user + 1], shares);
    }
  }
}
