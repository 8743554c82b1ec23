import { mixtureLoss } from './mixture-loss.ts';
import type { PolicyExample } from './policy-examples.ts';

const TRIED = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/** The sharpness under which the equal mixture gives some examples the greatest likelihood. */
export function fitSharpness(examples: readonly PolicyExample[], equal: readonly number[]): number {
  const losses = TRIED.map((sharpness) =>
    examples.reduce((sum, example) => sum + mixtureLoss(equal, example, sharpness), 0),
  );
  return TRIED[losses.indexOf(Math.min(...losses))];
}
