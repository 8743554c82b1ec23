/**
 * How far two groupings of the same points agree beyond chance: 1 where they are the same, 0 as by
 * chance (Hubert and Arabie 1985, equation 5).
 */
export function adjustedRandIndex<Left, Right>(
  left: ArrayLike<Left>,
  right: ArrayLike<Right>,
): number {
  if (left.length !== right.length) {
    throw new RangeError(
      `Two groupings can be compared on the same points only: ${left.length} and ${right.length}.`,
    );
  }
  const numbersOf = <Key>(keys: ArrayLike<Key>): Map<Key, number> =>
    new Map([...new Set(Array.from(keys))].map((key, number) => [key, number]));
  const [rowOf, columnOf] = [numbersOf(left), numbersOf(right)];
  const rows = new Float64Array(rowOf.size);
  const columns = new Float64Array(columnOf.size);
  const cells = new Float64Array(rowOf.size * columnOf.size);
  for (let index = 0; index < left.length; index += 1) {
    const [row, column] = [rowOf.get(left[index])!, columnOf.get(right[index])!];
    rows[row] += 1;
    columns[column] += 1;
    cells[row * columnOf.size + column] += 1;
  }
  const pairs = (amount: number) => (amount * (amount - 1)) / 2;
  const total = (counts: Float64Array) => counts.reduce((sum, amount) => sum + pairs(amount), 0);
  const expected = (total(rows) * total(columns)) / Math.max(1, pairs(left.length));
  const highest = (total(rows) + total(columns)) / 2;
  return highest === expected ? 1 : (total(cells) - expected) / (highest - expected);
}
