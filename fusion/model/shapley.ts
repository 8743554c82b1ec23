/** Above this many players the exact value would need more than 4,096 evaluations. */
const EXACT_LIMIT = 12;

/**
 * Exact Shapley values (Shapley 1953) of players whose vectors add up before a function bends
 * their sum: every coalition is the base plus its members' vectors.
 * @returns one value a player; they sum to value(all) - value(base).
 * @throws RangeError for more than 12 players
 */
export function coalitionShares(
  base: Float32Array,
  players: readonly Float32Array[],
  value: (sum: Float32Array) => number,
): number[] {
  const count = players.length;
  if (count > EXACT_LIMIT) {
    throw new RangeError(
      `Exact shares of ${count} modalities are too many; the limit is ${EXACT_LIMIT}.`,
    );
  }
  const values = new Float64Array(1 << count);
  const sum = new Float32Array(base.length);
  for (let coalition = 0; coalition < values.length; coalition += 1) {
    sum.set(base);
    for (let player = 0; player < count; player += 1) {
      if ((coalition >> player) & 1) {
        for (let unit = 0; unit < sum.length; unit += 1) sum[unit] += players[player][unit];
      }
    }
    values[coalition] = value(sum);
  }
  const weights = orderWeights(count);
  return players.map((_, player) => {
    let share = 0;
    for (let coalition = 0; coalition < values.length; coalition += 1) {
      if ((coalition >> player) & 1) continue;
      share += weights[bits(coalition)] * (values[coalition | (1 << player)] - values[coalition]);
    }
    return share;
  });
}

/** size! (count - size - 1)! / count!, by size. */
function orderWeights(count: number): number[] {
  const weights = [1 / count];
  for (let size = 1; size < count; size += 1) {
    weights.push((weights[size - 1] * size) / (count - size));
  }
  return weights;
}

function bits(value: number): number {
  let total = 0;
  for (let rest = value; rest > 0; rest >>= 1) total += rest & 1;
  return total;
}
