/** How many things a second may pass on average; a second's worth may come at once. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#at = now;
  }

  /**
   * Lets things pass, or says how long to wait. More than a second's worth passes where the bucket is
   * full, and is paid back afterwards.
   * @returns milliseconds to wait; 0 where they may pass
   */
  take(count: number, now: number): number {
    const gained = (Math.max(0, now - this.#at) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + gained);
    this.#at = now;
    const needed = Math.min(count, this.#perSecond);
    if (this.#tokens < needed) return ((needed - this.#tokens) / this.#perSecond) * 1000;
    this.#tokens -= count;
    return 0;
  }
}
