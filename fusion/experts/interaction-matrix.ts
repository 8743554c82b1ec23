import { SparseMatrix } from '../linear/index.ts';
import type { Interactions } from './indexed-history.ts';

/** Users by items out of each user's interactions; a user's row is the place in the list. */
export function interactionMatrix(users: readonly Interactions[], items: number): SparseMatrix {
  return SparseMatrix.fromRows(
    items,
    users.map((user) => ({ indices: user.items, values: user.weights })),
  );
}

/**
 * Weights that fade with every later item: the last keeps its own, the one before it the share
 * `keep` of it, and so on. By rank and not by time, because users differ a hundredfold in pace.
 */
export function fade(weights: ArrayLike<number>, keep: number): Float64Array {
  const faded = new Float64Array(weights.length);
  let factor = 1;
  for (let place = weights.length - 1; place >= 0; place -= 1) {
    faded[place] = weights[place] * factor;
    factor *= keep;
  }
  return faded;
}
