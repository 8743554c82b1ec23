import type { Item } from '../data/item.ts';

/** What features may read beside the user's own events. */
export interface FeatureContext {
  /** Milliseconds since the epoch; events after it are not read, and ages count back from it. */
  readonly asOf: number;
  /** The shop's most common broad categories, fixed when the model is fitted. */
  readonly categories: readonly string[];
  /** An item's row; null where the shop does not know it. */
  item(id: string): Item | null;
  /** Where an item's price stands among those of its kind, 0 to 1; null where that is not known. */
  priceRank(id: string): number | null;
}
