/** Agreement of two groupings of the same things, 1 when equal, 0 by chance (Hubert and Arabie 1985). */
export function adjustedRand<Left, Right>(left: readonly Left[], right: readonly Right[]): number {
  if (left.length !== right.length) {
    throw new RangeError(`Groupings of ${left.length} and ${right.length} things do not compare.`);
  }
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const count = <Key>(keys: readonly Key[]): Map<Key, number> => {
    const counts = new Map<Key, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const sum = (counts: Map<unknown, number>): number =>
    [...counts.values()].reduce((total, size) => total + pairs(size), 0);
  const leftNumbers = new Map([...new Set(left)].map((key, number) => [key, number]));
  const rightNumbers = new Map([...new Set(right)].map((key, number) => [key, number]));
  const both = left.map(
    (key, place) => `${leftNumbers.get(key)} ${rightNumbers.get(right[place])}`,
  );
  const together = sum(count(both));
  const [leftPairs, rightPairs] = [sum(count(left)), sum(count(right))];
  const expected = (leftPairs * rightPairs) / (pairs(left.length) || 1);
  const most = (leftPairs + rightPairs) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
