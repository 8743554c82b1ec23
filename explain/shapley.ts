/** Above this many players the exact value would need more than 4,096 evaluations. */
export const MAXIMUM_PLAYERS = 12;

/**
 * Exact Shapley values (Shapley 1953, equation 13).
 * @param values the worth of every coalition, [2^players]; bit i of the index says that player i is in
 * @returns one value a player; they sum to worth(all) - worth(none)
 * @throws {RangeError} where the number of values is no power of two, or of too many players
 */
export function shapleyValues(values: ArrayLike<number>): number[] {
  const players = Math.log2(values.length);
  if (!Number.isInteger(players) || players > MAXIMUM_PLAYERS) {
    throw new RangeError(
      `Shapley values need the worth of all coalitions of at most ${MAXIMUM_PLAYERS} players, ` +
        `got ${values.length} values.`,
    );
  }
  const weights = orderWeights(players);
  return Array.from({ length: players }, (_, player) => {
    const own = 1 << player;
    let value = 0;
    for (let coalition = 0; coalition < values.length; coalition += 1) {
      if (coalition & own) continue;
      value += weights[sizeOf(coalition)] * (values[coalition | own] - values[coalition]);
    }
    return value;
  });
}

/** size! (players - size - 1)! / players!, by size. */
export function orderWeights(players: number): number[] {
  const weights = [1 / players];
  for (let members = 1; members < players; members += 1) {
    weights.push((weights[members - 1] * members) / (players - members));
  }
  return weights;
}

/** How many players are in a coalition. */
export function sizeOf(coalition: number): number {
  let members = 0;
  for (let rest = coalition; rest > 0; rest >>= 1) members += rest & 1;
  return members;
}
