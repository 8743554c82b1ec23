import { AdaptationPolicy } from './adaptation-policy.ts';
import { type Choice, equalChoice, FEWEST_EVENTS, fixedChoice, policyChoice } from './choice.ts';
import type { GuardrailState } from './guardrail.ts';
import type { GuardrailEvidence } from './guardrail-test.ts';
import type { ItemSpace } from './item-space.ts';
import { StreamCache } from './stream-cache.ts';

/** One event of a stream: what is compared to see that a stream has only grown. */
export interface StreamEvent {
  readonly id: string;
  /** Index into the items of the space. */
  readonly item: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A policy with the items that it speaks of and what held-out people said of it. Immutable. */
export class AdaptationModel {
  readonly #cache: StreamCache;

  constructor(
    readonly policy: AdaptationPolicy,
    readonly space: ItemSpace,
    /** What it gained on people held out of training: the guardrail begins with it. */
    readonly evidence: GuardrailEvidence,
    /** Whether its policy decides, or the equal mixture does while the policy is watched. */
    readonly decides: GuardrailState = 'POLICY',
    /**
     * Whether the experts follow the choices. They do only in a model that was trained with a policy which
     * had proven itself: elsewhere fixed rates of their own serve better than an equal mixture.
     */
    readonly steers: boolean = true,
    cache = new StreamCache(space, policy),
  ) {
    this.#cache = cache;
  }

  /** The same items under the equal mixture, in the place of a policy that cannot be read. */
  without(problem: string): AdaptationModel {
    const policy = AdaptationPolicy.inPlaceOf(this.policy.settings, problem);
    return this.following(policy).deciding('EQUAL_MIXTURE');
  }

  /** The same items under a later policy. */
  following(policy: AdaptationPolicy): AdaptationModel {
    return new AdaptationModel(policy, this.space, this.evidence, this.decides, this.steers);
  }

  /** The same, with the experts following the choices or not. */
  steering(steers: boolean): AdaptationModel {
    const { policy, space, evidence, decides } = this;
    return new AdaptationModel(policy, space, evidence, decides, steers, this.#cache);
  }

  /** The same, with somebody else deciding. */
  deciding(decides: GuardrailState): AdaptationModel {
    if (decides === this.decides) return this;
    const { policy, space, evidence, steers } = this;
    return new AdaptationModel(policy, space, evidence, decides, steers, this.#cache);
  }

  /**
   * How strongly the last event of a stream counts: a function of the events alone, so that any order
   * of arrival, and a replay, choose the same.
   * @param owner whose stream of which modality it is; what was followed before is remembered under it
   * @param events in order of time
   */
  choose(owner: string, events: readonly StreamEvent[]): Choice {
    // What came before is followed once it counts: most users never come so far.
    if (events.length < FEWEST_EVENTS) return fixedChoice(this.policy.settings, events.length);
    const followed = this.#cache.follow(owner, events);
    if (this.decides === 'EQUAL_MIXTURE') {
      return equalChoice(followed.stream, this.policy.settings, events.length);
    }
    const { stream, decision } = followed;
    followed.choice ??= policyChoice(stream, decision, this.policy, events.length);
    return followed.choice;
  }
}
