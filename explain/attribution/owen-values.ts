import { MAXIMUM_PLAYERS, orderWeights, shapleyValues, sizeOf } from '../shapley.ts';

/**
 * Exact Owen values (Owen 1977): the Shapley values of players that come in unions. The values of a
 * union sum to what it gets when the unions themselves play, and within it they are the Shapley
 * values of the game between its members, averaged over which other unions are there already.
 * @param sizes how many players each union has
 * @param worth the worth of whole unions, as bits of `present`, with the members of one more union, as
 * bits of `inside`
 * @returns [unions][players]; all together they sum to worth(everybody) - worth(nobody)
 * @throws {RangeError} for more than 12 unions, or more than 12 players in one
 */
export function owenValues(
  sizes: readonly number[],
  worth: (present: number, union: number, inside: number) => number,
): number[][] {
  if (sizes.length > MAXIMUM_PLAYERS) {
    throw new RangeError(`At most ${MAXIMUM_PLAYERS} unions can be explained exactly.`);
  }
  const weights = orderWeights(sizes.length);
  return sizes.map((size, union) => {
    const game = new Float64Array(1 << size);
    for (let present = 0; present < 1 << sizes.length; present += 1) {
      if ((present >> union) & 1) continue;
      const weight = weights[sizeOf(present)];
      for (let inside = 0; inside < game.length; inside += 1) {
        game[inside] += weight * worth(present, union, inside);
      }
    }
    return shapleyValues(game);
  });
}
