import { lagOf } from '../../ingest/index.ts';
import type { Freshness } from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';

/** How current what is known of a user is; each part is looked up only where it is selected. */
export function freshnessOf(
  userId: string,
  { loaders, now }: Pick<RequestContext, 'loaders' | 'now'>,
): Freshness {
  return {
    checkedAt: now,
    current: async () => {
      const [profile, last] = await Promise.all([
        loaders.profiles.load(userId),
        loaders.lastSequences.load(userId),
      ]);
      return profile && profile.throughSequence >= last;
    },
    behindBy: loaders.waitingChanges,
    sources: async () =>
      (await loaders.sourceStatus()).map(({ sourceId, stream, watermark }) => ({
        sourceId,
        stream,
        watermark,
        lagSeconds: lagOf(watermark, now),
      })),
  };
}
