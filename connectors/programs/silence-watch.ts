/** Tells when something was waited for too long. Between two waits, time does not count. */
export class SilenceWatch {
  readonly #afterMs: number;
  readonly #onSilence: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(afterMs: number, onSilence: () => void) {
    this.#afterMs = afterMs;
    this.#onSilence = onSilence;
  }

  /** Waits for a promise, and calls when that takes too long. */
  async during<Result>(wait: Promise<Result>): Promise<Result> {
    const timer = setTimeout(this.#onSilence, this.#afterMs);
    this.#timer = timer;
    try {
      return await wait;
    } finally {
      clearTimeout(timer);
      this.#timer = null;
    }
  }

  /** A sign of life: the wait counts from here. */
  heard(): void {
    this.#timer?.refresh();
  }
}
