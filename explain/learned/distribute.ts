/**
 * Divides an exact share among parts: each gets its own effect, and what the effects miss of the
 * share or exceed it by is spread by their sizes. Without any effect the first part gets all.
 * @returns as many numbers as effects, summing to the share
 */
export function distribute(share: number, effects: readonly number[]): number[] {
  const total = effects.reduce((sum, effect) => sum + effect, 0);
  const size = effects.reduce((sum, effect) => sum + Math.abs(effect), 0);
  if (size < 1e-12) return effects.map((_, index) => (index === 0 ? share : 0));
  return effects.map((effect) => effect + ((share - total) * Math.abs(effect)) / size);
}
