/** Counted everywhere besides what there is, so that an empty group says something finite. */
const PRIOR = 0.5;

/**
 * The population stability index of group sizes: how far shares have moved, Σ (now - then) ln(now / then).
 * 0 where nothing has; 0.1 is called small and 0.2 a shift (Siddiqi 2006).
 * @param then [groups], users
 * @param now [groups], users
 */
export function populationStability(then: readonly number[], now: readonly number[]): number {
  const sharesOf = (sizes: readonly number[]): number[] => {
    const total = sizes.reduce((sum, size) => sum + size + PRIOR, 0);
    return sizes.map((size) => (size + PRIOR) / total);
  };
  const before = sharesOf(then);
  return sharesOf(now).reduce(
    (sum, share, group) => sum + (share - before[group]) * Math.log(share / before[group]),
    0,
  );
}
