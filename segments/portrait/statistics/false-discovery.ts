/** Which of many findings hold, and how sure intervals of those have to be. */
export interface Discoveries {
  /** [tests], in the order given. */
  readonly found: readonly boolean[];
  /** [tests], p-values as if there had been one test: at most the level where found. */
  readonly adjusted: Float64Array;
  /** Intervals of what was found miss with this probability each; null where nothing was found. */
  readonly miss: number | null;
}

/**
 * Controls the share of false ones among findings, however the tests depend on one another (Benjamini
 * and Yekutieli 2001, theorem 1.3): features overlap and shares sum to one, so nothing less general
 * would do. Intervals made for the findings alone cover as often as promised on average, because their
 * own level is shrunk by how few were found (Benjamini and Yekutieli 2005, theorem 4).
 * @param values [tests], p-values
 * @param level the greatest expected share of false findings
 */
export function discover(values: ArrayLike<number>, level: number): Discoveries {
  const count = values.length;
  const order = Array.from({ length: count }, (_, test) => test).sort(
    (left, right) => values[left] - values[right],
  );
  const harmonic = order.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0);
  const adjusted = new Float64Array(count);
  let least = 1;
  for (let rank = count - 1; rank >= 0; rank -= 1) {
    least = Math.min(least, (values[order[rank]] * count * harmonic) / (rank + 1));
    adjusted[order[rank]] = least;
  }
  const found = Array.from(adjusted, (value) => value <= level);
  const findings = found.filter(Boolean).length;
  return { found, adjusted, miss: findings === 0 ? null : (findings * level) / (count * harmonic) };
}
