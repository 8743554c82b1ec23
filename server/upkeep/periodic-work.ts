/** Work that is done from time to time in the background. */
export class PeriodicWork {
  readonly #onError: (error: unknown) => void;
  readonly #timers: NodeJS.Timeout[] = [];

  /** @param onError told of work that failed; it is tried again at its next time */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  every(milliseconds: number, work: () => Promise<unknown>): void {
    const timer = setInterval(() => {
      work().catch(this.#onError);
    }, milliseconds);
    timer.unref();
    this.#timers.push(timer);
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }
}
