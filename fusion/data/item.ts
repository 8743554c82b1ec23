import type { Scalar } from './event.ts';

/** Something that a user can view, buy or visit: a product, a place, a piece of content. */
export interface Item {
  readonly id: string;
  readonly title: string | null;
  /** From the broadest to the narrowest; empty where the source does not say. */
  readonly categories: readonly string[];
  /** In the shop's currency; null where it has none. */
  readonly price: number | null;
  /** Degrees; null where the item is not at a place. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly attributes: Readonly<Record<string, Scalar>>;
}
