/**
 * Rows of named features, column by column. NaN says "unknown"; a head must not take it for zero.
 */
export interface FeatureTable {
  readonly names: readonly string[];
  /** What each feature belongs to (a modality, the fused vector, the graph): reasons are told by it. */
  readonly groups: readonly string[];
  readonly rows: number;
  /** One array a feature, each [rows]. */
  readonly columns: readonly Float32Array[];
}

/** A table, a label or a setting that no head can learn from. */
export class HeadError extends Error {
  override readonly name = 'HeadError';
}

/** One feature with its values, [rows]. */
export interface FeatureColumn {
  readonly name: string;
  readonly group: string;
  readonly values: ArrayLike<number>;
}

/** @throws {HeadError} where names repeat, lengths differ or a value is infinite */
export function featureTable(columns: readonly FeatureColumn[]): FeatureTable {
  const rows = columns[0]?.values.length ?? 0;
  const names = columns.map(({ name }) => name);
  if (new Set(names).size < names.length) {
    const twice = names.find((name, place) => names.indexOf(name) < place);
    throw new HeadError(`The feature "${twice}" is there twice.`);
  }
  return {
    names,
    groups: columns.map(({ group }) => group),
    rows,
    columns: columns.map(({ name, values }) => {
      if (values.length !== rows) {
        throw new HeadError(`The feature "${name}" has ${values.length} values, not ${rows}.`);
      }
      const column = Float32Array.from(values);
      if (column.some((value) => value === Infinity || value === -Infinity)) {
        throw new HeadError(`The feature "${name}" has an infinite value; use NaN for unknown.`);
      }
      return column;
    }),
  };
}

/** The given rows of a table, in the given order. */
export function selectRows(table: FeatureTable, rows: ArrayLike<number>): FeatureTable {
  return {
    ...table,
    rows: rows.length,
    columns: table.columns.map((column) => select(column, rows)),
  };
}

/** The tables' rows one after the other; they must have the same features. */
export function stackTables(tables: readonly FeatureTable[]): FeatureTable {
  const [first] = tables;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    ...first,
    rows,
    columns: first.names.map((name, feature) => {
      const column = new Float32Array(rows);
      let at = 0;
      for (const table of tables) {
        if (table.names[feature] !== name) {
          throw new HeadError(`The tables differ: "${name}" and "${table.names[feature]}".`);
        }
        column.set(table.columns[feature], at);
        at += table.rows;
      }
      return column;
    }),
  };
}

/** The table with further features at its end. */
export function joinTables(left: FeatureTable, right: FeatureTable): FeatureTable {
  const columns = [left, right].flatMap(({ names, groups, columns: own }) =>
    names.map((name, at) => ({ name, group: groups[at], values: own[at] })),
  );
  return featureTable(columns);
}

/** The table with only the features that `keep` wants. */
export function selectFeatures(
  table: FeatureTable,
  keep: (name: string, group: string) => boolean,
): FeatureTable {
  const kept = [...table.names.keys()].filter((at) => keep(table.names[at], table.groups[at]));
  return {
    names: kept.map((at) => table.names[at]),
    groups: kept.map((at) => table.groups[at]),
    rows: table.rows,
    columns: kept.map((at) => table.columns[at]),
  };
}

export function select(values: Float32Array, rows: ArrayLike<number>): Float32Array {
  const chosen = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) chosen[at] = values[rows[at]];
  return chosen;
}

/** One row's values, [features]. */
export function rowOf(table: FeatureTable, row: number): Float32Array {
  return Float32Array.from(table.columns, (column) => column[row]);
}
