import type { IngestContext } from './context.ts';

/** More is waiting than may wait; the same request may pass later. */
export class BusyError extends Error {
  override readonly name = 'BusyError';

  constructor(
    /** After how long to try again. */
    readonly retryAfterMs: number,
  ) {
    super('More events wait to be taken in than may wait. Send again later.');
  }
}

/** @throws {BusyError} where profiles are too far behind what was taken in */
export function refuseIfBehind({ heldBackMs }: IngestContext): void {
  const retryAfterMs = heldBackMs?.() ?? 0;
  if (retryAfterMs > 0) throw new BusyError(retryAfterMs);
}
