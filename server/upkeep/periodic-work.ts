/** Work that is done from time to time in the background. */
export class PeriodicWork {
  readonly #onError: (error: unknown) => void;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<unknown>>();

  /** @param onError told of work that failed; it is tried again at its next time */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** What takes longer than the pause is not begun a second time meanwhile. */
  every(milliseconds: number, work: () => Promise<unknown>): void {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      const done = work()
        .catch(this.#onError)
        .finally(() => {
          isRunning = false;
          this.#running.delete(done);
        });
      this.#running.add(done);
    }, milliseconds);
    timer.unref();
    this.#timers.push(timer);
  }

  /** Begins nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await Promise.all(this.#running);
  }
}
