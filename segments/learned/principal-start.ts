import type { ParameterLayout } from '../../fusion/index.ts';
import { principalDirections } from './principal-directions.ts';

/**
 * Lets an autoencoder begin as what a linear one ends as (Baldi and Hornik 1989): the latent numbers are
 * the coordinates along the strongest principal directions, each through a pair of units of opposite
 * signs, so that nothing is lost at zero; further hidden units feed nothing yet. Trained from there on
 * other users, it comes out much the same, where random starts come out as different maps.
 * @param rows [users][columns]
 * @param flat the parameters of `layout`, changed in place
 */
export function startAtPrincipalDirections(
  rows: readonly Float32Array[],
  layout: ParameterLayout,
  flat: Float32Array,
  { hidden, latent }: { readonly hidden: number; readonly latent: number },
): void {
  const columns = rows[0].length;
  const { directions, rank } = principalDirections(rows, Math.min(latent, hidden >> 1));
  const [into, narrow, wide, out] = ['hidden', 'latent', 'widening', 'output'].map((name) =>
    layout.view(`${name}/kernel`, flat),
  );
  narrow.fill(0);
  out.fill(0);
  for (let axis = 0; axis < rank; axis += 1) {
    for (const [sign, unit] of [
      [1, 2 * axis],
      [-1, 2 * axis + 1],
    ] as const) {
      for (let column = 0; column < columns; column += 1) {
        const weight = sign * directions[column * rank + axis];
        into[column * hidden + unit] = weight;
        out[unit * columns + column] = weight;
      }
      narrow[unit * latent + axis] = sign;
      for (let other = 0; other < latent; other += 1) wide[other * hidden + unit] = 0;
      wide[axis * hidden + unit] = sign;
    }
  }
}
