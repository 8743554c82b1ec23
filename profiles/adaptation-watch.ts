import {
  type AdaptationPolicy,
  Guardrail,
  policyToText,
  type StoredGuardrail,
} from '../fusion/index.ts';
import type { Json, Store } from '../store/index.ts';
import type { FreshProfile } from './encode.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';
import { ObservedGains } from './observed-gains.ts';

const FRESH_FOR_MS = 1_000;

/** What happened to a policy in use, for operators. */
export type AdaptationTurn = 'gave way' | 'decides';

export interface AdaptationWatchSettings {
  readonly clock: () => number;
  readonly onTurn?: (turn: AdaptationTurn, lowerBound: number) => void;
}

/**
 * Watches how the policy of the serving model does on live events beside the equal mixture in its
 * shadow, and keeps what its guardrail says in the store, where every process reads it. Observations (see
 * `ObservedGains` for what one is) wait in memory until `flush`; a kill loses evidence, never a profile.
 */
export class AdaptationWatch {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #settings: AdaptationWatchSettings;
  #watched: string | null = null;
  #revision = 0;
  #policy: AdaptationPolicy | null = null;
  readonly #gains = new ObservedGains();
  #pending: number[] = [];
  readonly #read = new Map<string, { readonly at: number; readonly guardrail: StoredGuardrail }>();

  constructor(store: Store, models: ModelRegistry, settings: AdaptationWatchSettings) {
    this.#store = store;
    this.#models = models;
    this.#settings = settings;
  }

  /** Looks at profiles that were just written: cheap, and without the store. */
  observe(model: ServingModel, profiles: readonly FreshProfile[]): void {
    const { adaptation } = model.fusion;
    // What stands in the place of a policy that cannot be read is the equal mixture itself.
    if (adaptation === null || adaptation.policy.problem !== null) return;
    this.#turnTo(model, adaptation.policy);
    const now = this.#settings.clock();
    for (const { row, encoded, history } of profiles) {
      const cameAt = history.events.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      const difference = this.#gains.see(row.userId, encoded.adaptation, cameAt, now);
      if (difference !== null) this.#pending.push(difference);
    }
  }

  /** Lets the guardrail see what was observed since the last time. */
  async flush(): Promise<void> {
    const modelId = this.#watched;
    if (modelId === null) return;
    if (this.#pending.length === 0) {
      await this.#readAgain(modelId);
      return;
    }
    const start = await this.#startOf(modelId);
    const observed = this.#pending;
    this.#pending = [];
    let turn: AdaptationTurn | null = null;
    let seen = start;
    await this.#store.adaptation.change(modelId, (state) => {
      const guardrail = Guardrail.restore((state as unknown as StoredGuardrail | null) ?? start);
      const before = guardrail.state;
      for (const difference of observed) guardrail.observe(difference);
      if (guardrail.state !== before) {
        turn = guardrail.state === 'POLICY' ? 'decides' : 'gave way';
      }
      seen = guardrail.store();
      const createdAt = this.#settings.clock();
      return {
        state: seen as unknown as Json,
        // Whoever decides now does so under a number of its own, which profiles name.
        revision: turn === null ? null : { decides: guardrail.state, policy: null, createdAt },
      };
    });
    this.#read.set(modelId, { at: this.#settings.clock(), guardrail: seen });
    if (turn !== null) this.#settings.onTurn?.(turn, Guardrail.restore(seen).lowerBound);
  }

  /** What the guardrail of a model says; null for a model without a policy. */
  async guardrailOf(modelId: string): Promise<StoredGuardrail | null> {
    const now = this.#settings.clock();
    const known = this.#read.get(modelId);
    if (known !== undefined && now - known.at < FRESH_FOR_MS) return known.guardrail;
    const { fusion } = await this.#models.trained(modelId);
    if (fusion.adaptation === null) return null;
    const stored = (await this.#store.adaptation.of(modelId)) as unknown as StoredGuardrail | null;
    const guardrail = stored ?? (await this.#startOf(modelId));
    this.#read.set(modelId, { at: now, guardrail });
    return guardrail;
  }

  /** What was last read of the model that is watched, for gauges. */
  get latest(): StoredGuardrail | null {
    return this.#watched === null ? null : (this.#read.get(this.#watched)?.guardrail ?? null);
  }

  /** Users whom this process watches, and which share of those that it sees they are a sample of. */
  get watched(): { readonly users: number; readonly share: number } {
    return this.#gains.watched;
  }

  /** Sums under two policies are not comparable; a turn of the guardrail leaves the policy as it is. */
  #turnTo({ id, revision }: ServingModel, policy: AdaptationPolicy): void {
    const before = this.#policy;
    if (this.#watched !== id) {
      this.#gains.clear();
      this.#pending = [];
    } else if (this.#revision !== revision && before !== null && !isSame(before, policy)) {
      this.#gains.begin();
      this.#pending = [];
    }
    this.#watched = id;
    this.#revision = revision;
    this.#policy = policy;
  }

  /** Another process may have made it turn: gauges say what holds. */
  async #readAgain(modelId: string): Promise<void> {
    const stored = (await this.#store.adaptation.of(modelId)) as unknown as StoredGuardrail | null;
    if (stored !== null) this.#read.set(modelId, { at: this.#settings.clock(), guardrail: stored });
    else if (!this.#read.has(modelId)) await this.guardrailOf(modelId);
  }

  async #startOf(modelId: string): Promise<StoredGuardrail> {
    const { fusion } = await this.#models.trained(modelId);
    return Guardrail.start(fusion.adaptation?.evidence).store();
  }
}

/** Whether two policies of a model choose the same; one that was loaded again is another object. */
function isSame(left: AdaptationPolicy, right: AdaptationPolicy): boolean {
  return left === right || policyToText(left) === policyToText(right);
}
