import { powerOrZero, type SparseMatrix } from '../../linear/index.ts';
import type { FeatureColumn, FeatureTable } from '../feature-table.ts';

const GROUP = 'graph';

/**
 * What a user's neighbours are like: of every feature the mean, deviation, sum and maximum over the
 * neighbours and the mean two steps away, with how many neighbours there are and how connected.
 * @param graph [rows, rows], an edge in both directions, no user their own neighbour
 * @param table one row a user, without unknown values
 */
export function neighbourFeatures(graph: SparseMatrix, table: FeatureTable): FeatureColumn[] {
  const degrees = Float64Array.from({ length: graph.rows }, (_, row) => degreeOf(graph, row));
  const even = averaging(graph);
  const column = (name: string, values: ArrayLike<number>): FeatureColumn => ({
    name,
    group: GROUP,
    values,
  });
  const own = table.columns.flatMap((values, at) => {
    const name = table.names[at];
    const mean = even.multiply(values, 1);
    const square = even.multiply(
      values.map((value) => value * value),
      1,
    );
    return [
      column(`${name}_neighbours_mean`, mean),
      column(
        `${name}_neighbours_deviation`,
        square.map((value, row) => Math.sqrt(Math.max(value - mean[row] ** 2, 0))),
      ),
      column(
        `${name}_neighbours_sum`,
        mean.map((value, row) => value * degrees[row]),
      ),
      column(`${name}_neighbours_most`, maximum(graph, values)),
      column(`${name}_two_steps_mean`, even.multiply(mean, 1)),
    ];
  });
  const logDegrees = degrees.map((degree) => Math.log1p(degree));
  return [
    ...own,
    column('log_neighbours', logDegrees),
    column('neighbours_log_neighbours_mean', even.multiply(logDegrees, 1)),
    column('clustering', clustering(graph)),
  ];
}

/** The graph as a matrix that takes the mean over each row's neighbours. */
export function averaging(graph: SparseMatrix): SparseMatrix {
  return graph.scale(powerOrZero(graph.rowSums(), -1), new Float64Array(graph.columns).fill(1));
}

function degreeOf(graph: SparseMatrix, row: number): number {
  return graph.pointers[row + 1] - graph.pointers[row];
}

/** The greatest value among the neighbours; NaN where there are none. */
function maximum(graph: SparseMatrix, values: Float32Array): Float64Array {
  return Float64Array.from({ length: graph.rows }, (_, row) => {
    let most = Number.NaN;
    for (let entry = graph.pointers[row]; entry < graph.pointers[row + 1]; entry += 1) {
      const value = values[graph.indices[entry]];
      if (!(value <= most)) most = value;
    }
    return most;
  });
}

/** The share of pairs of neighbours that are neighbours of each other (Watts and Strogatz 1998). */
function clustering(graph: SparseMatrix): Float64Array {
  const mark = new Int32Array(graph.rows).fill(-1);
  return Float64Array.from({ length: graph.rows }, (_, row) => {
    const own = graph.indices.subarray(graph.pointers[row], graph.pointers[row + 1]);
    for (const neighbour of own) mark[neighbour] = row;
    let links = 0;
    for (const neighbour of own) {
      for (let at = graph.pointers[neighbour]; at < graph.pointers[neighbour + 1]; at += 1) {
        if (mark[graph.indices[at]] === row) links += 1;
      }
    }
    return own.length > 1 ? links / (own.length * (own.length - 1)) : 0;
  });
}
