import type { Received } from '../../ingest/index.ts';

/** What a sender is told of a request that was taken in: by place, what was set aside and why. */
export function answerTo({ quarantined }: Received) {
  return quarantined.length === 0 ? { success: true } : { success: true, errors: quarantined };
}
