import type { Item, Scalar } from '../../fusion/index.ts';
import type { ExternalId, MappedConsent, MappedUser } from '../mapping/mapped-record.ts';

/** An event that fits its type's schema; only its users are still to be identified. */
export interface CheckedEvent {
  readonly kind: 'event';
  readonly part: number;
  readonly modality: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly user: readonly ExternalId[];
  readonly other: readonly ExternalId[] | null;
  readonly itemId: string | null;
  readonly value: number | null;
  readonly attributes: Readonly<Record<string, Scalar>>;
}

export interface CheckedItem {
  readonly kind: 'item';
  readonly item: Item;
  /** Whether it counts only where no source describes the item itself. */
  readonly incidental: boolean;
}

export interface CheckedUser extends MappedUser {
  readonly traits: Readonly<Record<string, Scalar>>;
}

export interface CheckedConsent extends Omit<MappedConsent, 'at'> {
  /** Milliseconds since the epoch; null where the record's version orders it. */
  readonly at: number | null;
}

export type CheckedPart = CheckedEvent | CheckedItem | CheckedUser | CheckedConsent;
