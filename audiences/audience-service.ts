import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AudienceState, DeadEnd, Store } from '../store/index.ts';
import type { AudienceDeclaration } from './declaration.ts';
import { Delivery } from './delivery.ts';
import { KafkaSink } from './kafka-sink.ts';
import type { Sink } from './sink.ts';
import { WebhookSink } from './webhook-sink.ts';

const DEAD_ENDS_SHOWN = 20;
const PAUSE_AFTER_FAULT_MS = 5_000;
/** How long a delivery that is under way may take to its end when the service stops. */
const GRACE_MS = 5_000;

export interface AudienceServiceOptions {
  readonly store: Store;
  readonly audiences: readonly AudienceDeclaration[];
  readonly baseFolder: string;
  readonly clock: () => number;
  /** Told of what went wrong here, not at the receiver; deliveries go on. */
  readonly onError: (error: unknown) => void;
}

/** An audience with how its deliveries stand. */
export interface AudienceStatus extends Omit<AudienceState, 'deadEnds'> {
  /** Null: all segments. */
  readonly segments: readonly string[] | null;
  readonly target: 'webhook' | 'kafka';
  /** How many changes the receiver refused for good. */
  readonly deadEndCount: number;
  /** The latest of them. */
  readonly deadEnds: readonly DeadEnd[];
}

/** Nobody has declared an audience of that id. */
export class UnknownAudienceError extends Error {
  override readonly name = 'UnknownAudienceError';

  constructor(id: string, known: readonly string[]) {
    super(
      `There is no audience "${id}". Declared in portrait.yaml: ${known.join(', ') || 'none'}.`,
    );
  }
}

/** Sends who enters and leaves segments to the audiences of the configuration, and says how it goes. */
export class AudienceService {
  readonly #options: AudienceServiceOptions;
  readonly #stop = new AbortController();
  readonly #cutOff = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: AudienceServiceOptions) {
    this.#options = options;
  }

  /** Delivers in the background until `stop`. */
  start(): void {
    const owner = randomUUID();
    const { audiences } = this.#options;
    this.#running = Promise.all(audiences.map((audience) => this.#follow(audience, owner)));
  }

  /** Lets what is under way come to its end, so that it need not be sent again. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const cutOff = setTimeout(() => this.#cutOff.abort(), GRACE_MS);
    await this.#running;
    clearTimeout(cutOff);
  }

  /** All audiences of the configuration. */
  async status(): Promise<AudienceStatus[]> {
    const { store, audiences } = this.#options;
    const states = await store.audiences.states();
    return Promise.all(
      audiences.map(async ({ id, segments, webhook }) => {
        const { deadEnds: deadEndCount, ...state } = states.get(id) ?? { ...UNTRIED, id };
        const target = webhook === undefined ? ('kafka' as const) : ('webhook' as const);
        const deadEnds = await store.audiences.deadEnds(id, DEAD_ENDS_SHOWN);
        return { ...state, segments: segments ?? null, target, deadEndCount, deadEnds };
      }),
    );
  }

  /**
   * Has everything after a sequence delivered once more; 0 is the beginning.
   * @throws {UnknownAudienceError} for one that is not declared
   * @throws {SequenceExpiredError} {SequenceAheadError} for a sequence that cannot be gone back to
   */
  async replay(id: string, afterSequence: number): Promise<void> {
    const { store, audiences } = this.#options;
    if (!audiences.some((audience) => audience.id === id)) {
      throw new UnknownAudienceError(
        id,
        audiences.map((audience) => audience.id),
      );
    }
    await store.audiences.replay(id, await store.memberships.feed.placeOf(afterSequence));
  }

  async #follow(audience: AudienceDeclaration, owner: string): Promise<void> {
    const { store, clock, onError } = this.#options;
    const { signal } = this.#stop;
    const delivery = new Delivery({ store, audience, sink: this.#sinkOf(audience), owner, clock });
    let wake: () => void = () => undefined;
    const unsubscribe = store.onHistory(() => wake());
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      let waitMs = PAUSE_AFTER_FAULT_MS;
      try {
        ({ waitMs } = await delivery.step(this.#cutOff.signal));
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
      if (waitMs > 0) await Promise.race([woken, this.#pause(waitMs)]);
    }
    unsubscribe();
    await delivery.close().catch(onError);
  }

  #sinkOf({ webhook, kafka }: AudienceDeclaration): Sink {
    if (webhook !== undefined) return new WebhookSink(webhook, this.#options.clock);
    return new KafkaSink(kafka!, this.#options.baseFolder);
  }

  async #pause(milliseconds: number): Promise<void> {
    const { signal } = this.#stop;
    await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

const UNTRIED: Omit<AudienceState, 'id'> = {
  sequence: null,
  delivered: 0,
  deliveredAt: null,
  failingSince: null,
  attempts: 0,
  lastError: null,
  nextAttemptAt: null,
  deadEnds: 0,
};
