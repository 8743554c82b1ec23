/** What adaptation reads rates and scales from; fixed when a policy is trained. */
export interface StreamSettings {
  /** What each forgetting rate keeps of the past at an event, fastest forgetting first. */
  readonly kept: readonly number[];
  /**
   * The weights of the mixture without a policy, at least 0, [rates] or [rates + 1]: what follows the rates
   * is the weight of everybody's vector, which no event moves.
   */
  readonly equal: readonly number[];
  /** Logits are so many times the product of a direction with an item's vector. */
  readonly sharpness: number;
}

/** What a policy does with what comes next. */
export interface Decision {
  readonly weights: Float64Array;
  /** Whether it asks for a full re-encode. */
  readonly reencodes: boolean;
}
