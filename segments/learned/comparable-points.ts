import { principalCoordinates, principalDirections } from './principal-directions.ts';
import { normalised } from './vectors.ts';

/**
 * Rows as groups are looked for among them: the latent vector of each at length 1, and beside it as many
 * principal coordinates, at length 1 too. The curved map and the straight one tear and fold in different
 * places, and who is near in both is near.
 * @param latents [users][latent]
 * @param rows [users][columns]
 * @returns [users][latent + principal]
 */
export function comparablePoints(
  latents: readonly Float32Array[],
  rows: readonly Float32Array[],
): Float32Array[] {
  const principal = principalDirections(rows, latents[0].length);
  return rows.map((row, index) =>
    Float32Array.of(...latents[index], ...normalised(principalCoordinates(principal, row))),
  );
}
