/**
 * How far two groupings of the same points agree beyond chance: 1 where they are the same, 0 as by
 * chance (Hubert and Arabie 1985, equation 5).
 */
export function adjustedRandIndex(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if (left.length !== right.length) {
    throw new RangeError('Two groupings can be compared on the same points only.');
  }
  const pairs = (amount: number) => (amount * (amount - 1)) / 2;
  const rows = new Map<number, number>();
  const columns = new Map<number, number>();
  const cells = new Map<string, number>();
  const add = <Key>(counts: Map<Key, number>, key: Key) =>
    counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let index = 0; index < left.length; index += 1) {
    add(rows, left[index]);
    add(columns, right[index]);
    add(cells, `${left[index]} ${right[index]}`);
  }
  const total = (counts: Map<unknown, number>) =>
    [...counts.values()].reduce((sum, amount) => sum + pairs(amount), 0);
  const together = total(cells);
  const expected = (total(rows) * total(columns)) / Math.max(1, pairs(left.length));
  const highest = (total(rows) + total(columns)) / 2;
  return highest === expected ? 1 : (together - expected) / (highest - expected);
}
