/**
 * The share of things whose group is matched to their class, under the best one-to-one matching of
 * groups to classes (Kuhn 1955).
 */
export function matchedAccuracy(groups: ArrayLike<number>, classes: ArrayLike<number>): number {
  const table = contingency(groups, classes);
  const size = Math.max(table.length, ...table.map((row) => row.length));
  const together = (row: number, column: number): number => table[row]?.[column] ?? 0;
  const matched = assign(size, (row, column) => -together(row, column));
  const hits = matched.reduce((sum, column, row) => sum + together(row, column), 0);
  return hits / groups.length;
}

/** Mutual information over the mean of the two entropies: 1 where the groupings are the same. */
export function normalisedMutualInformation(
  groups: ArrayLike<number>,
  classes: ArrayLike<number>,
): number {
  const table = contingency(groups, classes);
  const total = groups.length;
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = table[0].map((_, column) => table.reduce((sum, row) => sum + row[column], 0));
  let information = 0;
  table.forEach((row, group) => {
    row.forEach((count, column) => {
      if (count === 0) return;
      information += (count / total) * Math.log((count * total) / (rows[group] * columns[column]));
    });
  });
  const mean = (entropy(rows, total) + entropy(columns, total)) / 2;
  return mean === 0 ? 1 : information / mean;
}

function entropy(counts: readonly number[], total: number): number {
  return -counts.reduce((sum, count) => {
    return count === 0 ? sum : sum + (count / total) * Math.log(count / total);
  }, 0);
}

/** [groups][classes], how many things are in both. */
function contingency(groups: ArrayLike<number>, classes: ArrayLike<number>): number[][] {
  if (groups.length !== classes.length) {
    throw new RangeError(
      `${groups.length} groups and ${classes.length} classes are not of the same things.`,
    );
  }
  const rows = Math.max(...Array.from(groups)) + 1;
  const columns = Math.max(...Array.from(classes)) + 1;
  const table = Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  for (let thing = 0; thing < groups.length; thing += 1) table[groups[thing]][classes[thing]] += 1;
  return table;
}

/**
 * The cheapest one-to-one assignment of rows to columns, by shortest augmenting paths (Jonker and
 * Volgenant 1987).
 * @returns [size], the column of each row
 */
function assign(size: number, cost: (row: number, column: number) => number): number[] {
  const ofRow = new Float64Array(size + 1);
  const ofColumn = new Float64Array(size + 1);
  /** The row (from 1) that holds each column; column 0 is where a path begins. */
  const holder = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) {
    holder[0] = row;
    const before = new Int32Array(size + 1);
    const slack = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(size + 1);
    let column = 0;
    while (holder[column] !== 0) {
      used[column] = 1;
      let least = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let other = 1; other <= size; other += 1) {
        if (used[other] === 1) continue;
        const reduced =
          cost(holder[column] - 1, other - 1) - ofRow[holder[column]] - ofColumn[other];
        if (reduced < slack[other]) {
          slack[other] = reduced;
          before[other] = column;
        }
        if (slack[other] < least) {
          least = slack[other];
          next = other;
        }
      }
      for (let other = 0; other <= size; other += 1) {
        if (used[other] === 1) {
          ofRow[holder[other]] += least;
          ofColumn[other] -= least;
        } else {
          slack[other] -= least;
        }
      }
      column = next;
    }
    while (column !== 0) {
      holder[column] = holder[before[column]];
      column = before[column];
    }
  }
  const columns = new Array<number>(size).fill(0);
  for (let column = 1; column <= size; column += 1) columns[holder[column] - 1] = column - 1;
  return columns;
}
