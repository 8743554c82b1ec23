const DEVIATIONS = 1.96;

/** The 95 % interval of a share of which `found` out of `of` was seen (Wilson 1927). */
export function wilsonInterval(found: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1];
  const share = found / of;
  const centre = share + DEVIATIONS ** 2 / (2 * of);
  const spread =
    DEVIATIONS * Math.sqrt((share * (1 - share)) / of + DEVIATIONS ** 2 / (4 * of * of));
  const divisor = 1 + DEVIATIONS ** 2 / of;
  return [Math.max(0, (centre - spread) / divisor), Math.min(1, (centre + spread) / divisor)];
}
