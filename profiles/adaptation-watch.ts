import { LRUCache } from 'lru-cache';
import { Guardrail, type StoredGuardrail } from '../fusion/index.ts';
import type { Json, Store } from '../store/index.ts';
import type { FreshProfile } from './encode.ts';
import type { ModelRegistry, ServingModel } from './model-registry.ts';

/** A user's events of one modality since the last time that make one observation. */
const EVENTS_OBSERVED = 5;
/** Streams whose last sum is remembered; a forgotten one begins anew. */
const REMEMBERED = 50_000;
const FRESH_FOR_MS = 1_000;

/** What happened to a policy in use, for operators. */
export type AdaptationTurn = 'gave way' | 'decides';

export interface AdaptationWatchSettings {
  readonly clock: () => number;
  readonly onTurn?: (turn: AdaptationTurn, lowerBound: number) => void;
}

/** One stream's sums as they were when it was last observed. */
interface Sums {
  readonly gain: number;
  readonly judged: number;
}

/**
 * Watches how the policy of the serving model does on live events beside the equal mixture in its
 * shadow, and keeps what its guardrail says in the store, where every process reads it. Observations wait
 * in memory until `flush`; a kill loses evidence, never a profile.
 */
export class AdaptationWatch {
  readonly #store: Store;
  readonly #models: ModelRegistry;
  readonly #settings: AdaptationWatchSettings;
  #watched: string | null = null;
  /** Sums under two policies are not comparable. */
  #revision = 0;
  readonly #sums = new LRUCache<string, Sums>({ max: REMEMBERED });
  #pending: number[] = [];
  readonly #read = new Map<string, { readonly at: number; readonly guardrail: StoredGuardrail }>();

  constructor(store: Store, models: ModelRegistry, settings: AdaptationWatchSettings) {
    this.#store = store;
    this.#models = models;
    this.#settings = settings;
  }

  /** Looks at profiles that were just written: cheap, and without the store. */
  observe(model: ServingModel, profiles: readonly FreshProfile[]): void {
    const { id, revision } = model;
    if (this.#watched !== id || this.#revision !== revision) {
      this.#watched = id;
      this.#revision = revision;
      this.#sums.clear();
      this.#pending = [];
    }
    for (const { row, encoded } of profiles) {
      for (const { modality, gain, judged } of encoded.adaptation) {
        this.#observeStream(`${row.userId} ${modality}`, { gain, judged });
      }
    }
  }

  /** Lets the guardrail see what was observed since the last time. */
  async flush(): Promise<void> {
    const modelId = this.#watched;
    if (modelId === null || this.#pending.length === 0) return;
    const start = await this.#startOf(modelId);
    const observed = this.#pending;
    this.#pending = [];
    let turn: AdaptationTurn | null = null;
    let lowerBound = 0;
    await this.#store.adaptation.change(modelId, (state) => {
      const guardrail = Guardrail.restore((state as unknown as StoredGuardrail | null) ?? start);
      const before = guardrail.state;
      for (const difference of observed) guardrail.observe(difference);
      if (guardrail.state !== before) {
        turn = guardrail.state === 'POLICY' ? 'decides' : 'gave way';
      }
      lowerBound = guardrail.lowerBound;
      const createdAt = this.#settings.clock();
      return {
        state: guardrail.store() as unknown as Json,
        // Whoever decides now does so under a number of its own, which profiles name.
        revision: turn === null ? null : { decides: guardrail.state, policy: null, createdAt },
      };
    });
    this.#read.delete(modelId);
    if (turn !== null) this.#settings.onTurn?.(turn, lowerBound);
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

  #observeStream(stream: string, sums: Sums): void {
    const known = this.#sums.get(stream);
    // Fewer than before: a correction, a deletion, or the beginning was left behind.
    if (known !== undefined && sums.judged >= known.judged) {
      const events = sums.judged - known.judged;
      if (events < EVENTS_OBSERVED) return;
      this.#pending.push((sums.gain - known.gain) / events);
    }
    this.#sums.set(stream, sums);
  }

  async #startOf(modelId: string): Promise<StoredGuardrail> {
    const { fusion } = await this.#models.trained(modelId);
    return Guardrail.start(fusion.adaptation?.evidence).store();
  }
}
