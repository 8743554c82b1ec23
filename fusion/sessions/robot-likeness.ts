import type { Session } from './session.ts';

/** A step that takes so many seconds is halfway between a program and a person. */
const HALFWAY_SECONDS = 4;
/** So many steps are halfway to being sure. */
const HALFWAY_STEPS = 10;

/** From here on a visit is taken for a program's. */
export const ROBOT_FROM = 0.5;

/**
 * How much a visit looks like a program's, 0 to 1: many steps, quick ones, all alike. It is the product
 * of three shares: of evidence, of speed (by the median step) and of regularity (by the quartiles'
 * distance in medians). Events of the same instant are one step: sources put them together.
 */
export function robotLikeness({ events }: Session): number {
  const steps = events
    .slice(1)
    .map(({ at }, place) => (at - events[place].at) / 1_000)
    .filter((seconds) => seconds > 0)
    .sort((left, right) => left - right);
  if (steps.length < 2) return 0;
  const at = (share: number) => steps[Math.floor(share * (steps.length - 1))];
  const median = at(0.5);
  const spread = (at(0.75) - at(0.25)) / median;
  const evidence = steps.length / (steps.length + HALFWAY_STEPS);
  return evidence / (1 + (median / HALFWAY_SECONDS) ** 2) / (1 + spread ** 2);
}
