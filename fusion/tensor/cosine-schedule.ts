/**
 * The share of the base learning rate at a step: half a cosine from 1 down to `floor`
 * (Loshchilov and Hutter 2017, equation 5, without restarts).
 */
export function cosineSchedule(step: number, totalSteps: number, floor = 0.03): number {
  const progress = Math.min(1, step / Math.max(1, totalSteps));
  return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
}
