import { encodeLatent, type LatentEncoder } from './latent-encoder.ts';
import { principalCoordinates, principalDirections } from './principal-directions.ts';
import { normalised } from './vectors.ts';

/**
 * Rows as groups are looked for among them: the latent vector of each at length 1, and beside it as many
 * principal coordinates, at length 1 too. The curved map and the straight one tear and fold in different
 * places, and who is near in both is near.
 * @param rows [users][columns]
 * @returns [users][latent + principal]
 */
export function comparablePoints(
  encoder: LatentEncoder,
  rows: readonly Float32Array[],
): Float32Array[] {
  const principal = principalDirections(rows, encoder.latent.bias.length);
  return rows.map((row) =>
    Float32Array.of(
      ...encodeLatent(encoder, row),
      ...normalised(principalCoordinates(principal, row)),
    ),
  );
}
