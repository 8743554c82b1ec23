import type { Event } from '../data/event.ts';
import type { FeatureContext } from './feature-context.ts';

export const priceFeatureNames = ['price_rank'] as const;

/** In the middle, as somebody who does not look at prices. */
const UNKNOWN = 0.5;

/**
 * Where the prices of the events' items stand among those of their kinds, on average, 0 to 1: whether
 * somebody looks for what is cheap shows in a choice among saucepans, not between a saucepan and a sofa.
 */
export function priceFeatures(events: readonly Event[], context: FeatureContext): number[] {
  let known = 0;
  let sum = 0;
  for (const { itemId } of events) {
    const rank = itemId === null ? null : context.priceRank(itemId);
    if (rank === null) continue;
    known += 1;
    sum += rank;
  }
  return [known === 0 ? UNKNOWN : sum / known];
}
