import { keepGreatest } from './neighbourhood.ts';
import { powerOrZero, SparseMatrix } from './sparse-matrix.ts';

export interface TransitionSettings {
  /** How many steps ahead count; a step of k weighs 1/k, backwards half of it. */
  readonly reach: number;
  /** How many followers each item keeps. */
  readonly count: number;
}

/**
 * What users turn to after an item: a first-order Markov chain over sequences with skips, each count
 * scaled by d_i^-½ d_j^-½ (compare Rendle et al. 2010, factorised Markov chains).
 * @param sequences distinct items of each user in order of time
 */
export function fitTransitions(
  sequences: readonly Int32Array[],
  columns: number,
  settings: TransitionSettings,
): SparseMatrix {
  const followers: Map<number, number>[] = Array.from({ length: columns }, () => new Map());
  const add = (from: number, to: number, weight: number): void => {
    followers[from].set(to, (followers[from].get(to) ?? 0) + weight);
  };
  const degree = new Float64Array(columns);
  for (const sequence of sequences) {
    sequence.forEach((item, place) => {
      degree[item] += 1;
      for (let step = 1; step <= settings.reach && place + step < sequence.length; step += 1) {
        add(item, sequence[place + step], 1 / step);
        add(sequence[place + step], item, 0.5 / step);
      }
    });
  }
  const counts = SparseMatrix.fromRows(
    columns,
    followers.map((map) => ({ indices: [...map.keys()], values: [...map.values()] })),
  );
  const scale = powerOrZero(degree, -0.5);
  return keepGreatest(counts.scale(scale, scale), settings.count);
}
