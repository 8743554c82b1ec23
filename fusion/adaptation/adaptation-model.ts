import type { AdaptationPolicy } from './adaptation-policy.ts';
import { type Choice, chooseFor } from './choice.ts';
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
  readonly #cache = new StreamCache();

  constructor(
    readonly policy: AdaptationPolicy,
    readonly space: ItemSpace,
    /** Whether the lower bound of what it gained on people held out of training was above zero. */
    readonly proven: boolean,
  ) {}

  /**
   * How strongly the last event of a stream counts: a function of the events alone, so that any order
   * of arrival, and a replay, choose the same.
   * @param owner whose stream of which modality it is; what was followed before is remembered under it
   * @param events in order of time
   */
  choose(owner: string, events: readonly StreamEvent[]): Choice {
    const stream = this.#cache.follow(owner, events, this.space, this.policy.settings);
    return chooseFor(stream, this.policy, this.proven, events.length);
  }
}
