import type { Scalar } from './json.ts';

/** Something that a user can view, buy or visit, at the version that counts. */
export interface ItemRow {
  readonly id: string;
  readonly title: string | null;
  /** From the broadest to the narrowest. */
  readonly categories: readonly string[];
  /** In the shop's currency. */
  readonly price: number | null;
  /** Degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly sourceId: string;
  readonly version: string;
  readonly contentHash: string;
}
