import { setTimeout as pause } from 'node:timers/promises';

/**
 * Keeps requests apart: at most so many a second, and none while the source asks to be left alone.
 * Shared by all partitions of a read. It counts with a clock that never jumps.
 */
export class RequestPace {
  readonly #gapMs: number;
  #nextAt = 0;

  constructor(perSecond: number | undefined) {
    this.#gapMs = perSecond === undefined ? 0 : 1000 / perSecond;
  }

  /** Waits for its turn, or ends with the signal's reason. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#gapMs;
    if (at > now) await pause(at - now, undefined, { signal });
  }

  /** No request before so many milliseconds have passed. */
  hold(milliseconds: number): void {
    this.#nextAt = Math.max(this.#nextAt, performance.now() + milliseconds);
  }
}
