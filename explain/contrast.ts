import type { Language } from '../segments/index.ts';
import type { Explanation, Factor } from './explanation.ts';
import type { Open } from './open-explanation.ts';

/** Why a user is in one segment and not in another. */
export interface Contrast {
  readonly sentence: string;
  /** What each segment's explanation says, first and second as asked. */
  readonly sides: readonly [Open<Explanation>, Open<Explanation>];
  /**
   * What speaks for the first rather than for the second. Shares are additive, so these sum to the
   * difference of the two scores less that of the baselines; empty where one of them has no score.
   */
  readonly factors: readonly Factor[];
}

/** Compares two explanations of one user at one instant. */
export function contrastOf(
  first: Open<Explanation>,
  second: Open<Explanation>,
  { phrases }: Language,
): Contrast {
  const comparable = first.score !== null && second.score !== null;
  return {
    sentence: phrases.contrast(first.sentence, second.sentence),
    sides: [first, second],
    factors: comparable ? differences(first.factors, second.factors) : [],
  };
}

/** A factor that only one side has counts as zero on the other. */
function differences(first: readonly Factor[], second: readonly Factor[]): Factor[] {
  const keyOf = ({ modality, feature, label }: Factor) => `${modality}\0${feature}\0${label}`;
  const found = new Map(first.map((factor) => [keyOf(factor), factor]));
  for (const factor of second) {
    const own = found.get(keyOf(factor));
    const evidence = [...new Set([...(own?.evidence ?? []), ...factor.evidence])];
    found.set(keyOf(factor), { ...factor, value: (own?.value ?? 0) - factor.value, evidence });
  }
  return [...found.values()].sort((left, right) => Math.abs(right.value) - Math.abs(left.value));
}
