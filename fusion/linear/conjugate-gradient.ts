import { addScaled, dot } from './dense-matrix.ts';

/**
 * Solves A x = b for a symmetric positive definite A that is only known by what it does to a vector
 * (Hestenes and Stiefel 1952).
 * @param apply writes A times the first argument into the second
 * @param solution where to start from; becomes the answer
 * @param steps how many steps at most; it ends earlier once the residual has shrunk to 1e-9 of b
 */
export function conjugateGradient(
  apply: (input: Float64Array, output: Float64Array) => void,
  b: Float64Array,
  solution: Float64Array,
  steps: number,
): void {
  const n = b.length;
  const image = new Float64Array(n);
  // What it does to nothing is nothing, and costs as much as a step.
  if (solution.some((value) => value !== 0)) apply(solution, image);
  const residual = new Float64Array(n);
  for (let k = 0; k < n; k += 1) residual[k] = b[k] - image[k];
  const direction = residual.slice();
  let square = dot(residual, 0, residual, 0, n);
  const enough = 1e-18 * dot(b, 0, b, 0, n);
  for (let step = 0; step < steps && square > enough; step += 1) {
    apply(direction, image);
    const length = square / dot(direction, 0, image, 0, n);
    addScaled(solution, 0, length, direction, 0, n);
    addScaled(residual, 0, -length, image, 0, n);
    const next = dot(residual, 0, residual, 0, n);
    const turn = next / square;
    for (let k = 0; k < n; k += 1) direction[k] = residual[k] + turn * direction[k];
    square = next;
  }
}
