import { setTimeout as delay } from 'node:timers/promises';

/** How a source that is away is tried again. */
export interface RetrySettings {
  /** Tries without any progress before giving up. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A number in [0, 1) for each wait; spreads the tries of many processes. */
  readonly random: () => number;
}

export const DEFAULT_RETRY: RetrySettings = {
  attempts: 6,
  firstDelayMs: 500,
  maxDelayMs: 30_000,
  random: Math.random,
};

/**
 * How long to wait before the next try: doubling, between half and the whole of it at random, and
 * never less than the source asked for (which counts up to ten times the greatest delay).
 * @param attempt how many tries have failed, from 1
 */
export function retryDelayMs(
  settings: RetrySettings,
  attempt: number,
  askedMs: number | undefined,
): number {
  const full = Math.min(settings.maxDelayMs, settings.firstDelayMs * 2 ** (attempt - 1));
  const asked = Math.min(askedMs ?? 0, settings.maxDelayMs * 10);
  return Math.max(asked, full * (0.5 + settings.random() / 2));
}

/** Waits, or ends at once when the signal aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
