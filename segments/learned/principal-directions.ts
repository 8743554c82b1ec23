import { SparseMatrix, truncatedSvd } from '../../fusion/index.ts';

/** The strongest directions in which rows vary. */
export interface PrincipalDirections {
  /** [columns], where the directions cross. */
  readonly means: Float64Array;
  /** [columns, rank], row by row; each direction has length 1. */
  readonly directions: Float64Array;
  readonly rank: number;
}

/**
 * Finds the principal directions of rows (Pearson 1901). Deterministic.
 * @param rows [users][columns]
 * @param most how many; fewer where the rows vary along fewer
 */
export function principalDirections(
  rows: readonly Float32Array[],
  most: number,
): PrincipalDirections {
  const columns = Int32Array.from(rows[0].keys());
  const means = Float64Array.from(columns, (column) => {
    return rows.reduce((sum, row) => sum + row[column], 0) / rows.length;
  });
  const centred = SparseMatrix.fromRows(
    columns.length,
    rows.map((row) => ({
      indices: columns,
      values: Float64Array.from(row, (value, column) => value - means[column]),
    })),
  );
  const { right, rank } = truncatedSvd(centred, most, 1);
  return { means, directions: right, rank };
}

/** A row by how far it lies along each direction: [columns] in, [rank] out. */
export function principalCoordinates(
  { means, directions, rank }: PrincipalDirections,
  row: Float32Array,
): Float32Array<ArrayBuffer> {
  const coordinates = new Float32Array(rank);
  for (let column = 0; column < row.length; column += 1) {
    const value = row[column] - means[column];
    for (let axis = 0; axis < rank; axis += 1) {
      coordinates[axis] += value * directions[column * rank + axis];
    }
  }
  return coordinates;
}
