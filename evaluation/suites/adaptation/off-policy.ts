import { RandomSource } from '../../../fusion/tensor/random-source.ts';

/** Decisions as a log would hold them, with the rewards of every choice beside, which no log holds. */
export interface LoggedDecisions {
  /** [decisions][rates], known here because every rate was computed. */
  readonly rewards: readonly Float64Array[];
  /** The chance with which the policy to be judged takes each rate, [decisions][rates]. */
  readonly target: readonly Float64Array[];
  /** A guess of each reward by what was known before the decision, [decisions][rates]. */
  readonly guesses: readonly Float64Array[];
}

/** What a log alone says of a policy, beside the truth. */
export interface OffPolicyEstimates {
  readonly truth: number;
  /** Inverse propensity scores (Horvitz and Thompson 1952). */
  readonly inversePropensity: number;
  readonly selfNormalised: number;
  /** Doubly robust (Dudík, Langford and Li 2011, equation 3). */
  readonly doublyRobust: number;
  /** (Σ w)² / Σ w², as a share of the decisions. */
  readonly effectiveShare: number;
}

/**
 * Draws a log by a behaviour that takes rates evenly half of the time and its favourite otherwise, and
 * estimates the target's mean reward from the drawn choices alone.
 */
export function estimateOffPolicy(
  { rewards, target, guesses }: LoggedDecisions,
  favourite: number,
  seed: number,
): OffPolicyEstimates {
  const random = RandomSource.fromSeed(seed);
  const decisions = rewards.length;
  const sums = { truth: 0, weighted: 0, weights: 0, squares: 0, robust: 0 };
  for (let decision = 0; decision < decisions; decision += 1) {
    const own = rewards[decision];
    const rates = own.length;
    const chances = Float64Array.from(own, (_, rate) =>
      rate === favourite ? 0.5 + 0.5 / rates : 0.5 / rates,
    );
    const taken = random.uniform() < 0.5 ? random.below(rates) : favourite;
    const weight = target[decision][taken] / chances[taken];
    const expected = (values: Float64Array) =>
      values.reduce((sum, value, rate) => sum + target[decision][rate] * value, 0);
    sums.truth += expected(own);
    sums.weighted += weight * own[taken];
    sums.weights += weight;
    sums.squares += weight ** 2;
    sums.robust += expected(guesses[decision]) + weight * (own[taken] - guesses[decision][taken]);
  }
  return {
    truth: sums.truth / decisions,
    inversePropensity: sums.weighted / decisions,
    selfNormalised: sums.weighted / sums.weights,
    doublyRobust: sums.robust / decisions,
    effectiveShare: sums.weights ** 2 / sums.squares / decisions,
  };
}
