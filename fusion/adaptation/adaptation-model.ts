import { AdaptationPolicy } from './adaptation-policy.ts';
import {
  type Choice,
  equalChoice,
  FEWEST_EVENTS,
  fixedChoice,
  policyChoice,
  type Remembered,
  rememberedOf,
} from './choice.ts';
import type { GuardrailState } from './guardrail.ts';
import type { GuardrailEvidence } from './guardrail-test.ts';
import type { ItemSpace } from './item-space.ts';
import { StreamCache } from './stream-cache.ts';

/** Streams of more events are not common. */
const COMMON = 500;

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
  /** By number of events, for numbers that are common: powers take longer than all else about a choice. */
  readonly #remembered: Remembered[] = [];
  readonly #fixed: Choice[] = [];

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
    const { space, evidence, steers } = this;
    return new AdaptationModel(policy, space, evidence, 'EQUAL_MIXTURE', steers);
  }

  /**
   * The same items under a later policy.
   * @param since when it was made, in milliseconds since the epoch: what it gained is told of events after that,
   * for those of before have taught it, or were somebody else's to decide
   */
  following(policy: AdaptationPolicy, since: number): AdaptationModel {
    const { space, evidence, decides, steers } = this;
    const cache = this.#cache.following(policy, since);
    return new AdaptationModel(policy, space, evidence, decides, steers, cache);
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
    const { settings } = this.policy;
    const remembered = this.#rememberedAfter(events.length);
    // What came before is followed once it counts: most users never come so far.
    if (events.length < FEWEST_EVENTS) {
      this.#fixed[events.length] ??= fixedChoice(settings, remembered);
      return this.#fixed[events.length];
    }
    const followed = this.#cache.follow(owner, events);
    const { stream, decision } = followed;
    if (this.decides === 'EQUAL_MIXTURE') return equalChoice(stream, settings, remembered);
    followed.choice ??= policyChoice(stream, decision, this.policy, remembered);
    return followed.choice;
  }

  #rememberedAfter(events: number): Remembered {
    const { kept } = this.policy.settings;
    if (events > COMMON) return rememberedOf(kept, events);
    this.#remembered[events] ??= rememberedOf(kept, events);
    return this.#remembered[events];
  }
}
