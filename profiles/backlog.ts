import type { Store } from '../store/index.ts';
import { UPDATER } from './updater.ts';

const LOOK_EVERY_MS = 500;
const RETRY_AFTER_MS = 1_000;

export interface BacklogSettings {
  /** How many changes may wait for their profiles until senders are held back. */
  readonly most: number;
  readonly onError: (error: unknown) => void;
}

/**
 * How far profiles are behind what was taken in, for holding senders back before that grows without end.
 * Looked at now and then, so somewhat more than the most may wait. Without a model there are no
 * profiles, and nobody is held back.
 */
export class Backlog {
  readonly #store: Store;
  readonly #settings: BacklogSettings;
  #waiting = 0;
  #isNew = true;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => undefined;

  constructor(store: Store, settings: BacklogSettings) {
    this.#store = store;
    this.#settings = settings;
  }

  /** How many changes waited at the last look; not counted any further than somewhat above the most. */
  get waiting(): number {
    return this.#waiting;
  }

  /** After how long a sender may try again, in milliseconds; 0 where there is no need to wait. */
  get retryAfterMs(): number {
    return this.#waiting > this.#settings.most ? RETRY_AFTER_MS : 0;
  }

  /** Looks now and then until `stop`. */
  start(): void {
    if (this.#timer !== null) return;
    this.#unsubscribe = this.#store.changes.subscribe(() => {
      this.#isNew = true;
    });
    this.#timer = this.#next();
  }

  async look(): Promise<void> {
    this.#isNew = false;
    const { models, changes } = this.#store;
    const serves = (await models.active()) !== null;
    this.#waiting = serves ? await changes.lag(UPDATER, this.#settings.most + 1) : 0;
  }

  /** Looks no more, and waits for the look that is under way. */
  async stop(): Promise<void> {
    this.#unsubscribe();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#looking;
  }

  #next(): NodeJS.Timeout {
    const timer = setTimeout(async () => {
      if (this.#isNew || this.#waiting > 0) {
        this.#looking = this.look().catch(this.#settings.onError);
        await this.#looking;
      }
      if (this.#timer !== null) this.#timer = this.#next();
    }, LOOK_EVERY_MS);
    timer.unref();
    return timer;
  }
}
