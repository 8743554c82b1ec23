import { setTimeout as pause } from 'node:timers/promises';
import { ConnectorRetryableError } from '../contract/errors.ts';

/** How often and how long to wait; times in milliseconds. */
export interface BackOff {
  readonly attempts: number;
  readonly firstMs: number;
  readonly longestMs: number;
  /** A longer wait that the source asks for is left to the caller, who can store what was read. */
  readonly longestAskedMs: number;
  /** Uniform in [0, 1): the jitter that keeps many clients from returning at once. */
  readonly random: () => number;
}

export const USUAL_BACK_OFF: BackOff = {
  attempts: 5,
  firstMs: 250,
  longestMs: 15_000,
  longestAskedMs: 60_000,
  random: Math.random,
};

/**
 * Runs a call again while it fails with a `ConnectorRetryableError`, waiting twice as long each time
 * (full jitter) or as long as the source asked. Every other error, and the last one, is thrown on.
 */
export async function withRetries<Result>(
  call: () => Promise<Result>,
  signal: AbortSignal,
  backOff: BackOff = USUAL_BACK_OFF,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      const again = error instanceof ConnectorRetryableError && attempt < backOff.attempts;
      if (!again || (error.retryAfterMs ?? 0) > backOff.longestAskedMs) throw error;
      const longest = Math.min(backOff.firstMs * 2 ** (attempt - 1), backOff.longestMs);
      const waitMs = error.retryAfterMs ?? longest * backOff.random();
      await pause(waitMs, undefined, { signal });
    }
  }
}
