import type { SparseMatrix } from '../../../fusion/index.ts';

/**
 * How much more of a graph's weight lies within groups than a share of chance explains (Newman and
 * Girvan 2004, with a resolution as in Reichardt and Bornholdt 2006).
 * @param graph [points, points], symmetric
 * @param assignment [points], groups from 0
 * @param resolution how much a group has to stand out: at 1 by all that chance joins, at 0 by nothing
 * @returns at most 1
 */
export function modularity(
  graph: SparseMatrix,
  assignment: ArrayLike<number>,
  resolution = 1,
): number {
  const { pointers, indices, values } = graph;
  const ends: number[] = [];
  let all = 0;
  let within = 0;
  for (let point = 0; point < graph.rows; point += 1) {
    const group = assignment[point];
    for (let place = pointers[point]; place < pointers[point + 1]; place += 1) {
      const weight = values[place];
      all += weight;
      ends[group] = (ends[group] ?? 0) + weight;
      if (assignment[indices[place]] === group) within += weight;
    }
  }
  const chance = ends.reduce((sum, weight) => sum + (weight / all) ** 2, 0);
  return within / all - resolution * chance;
}
