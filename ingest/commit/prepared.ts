import type { CheckedEvent, CheckedPart } from '../validate/checked.ts';
import type { RejectionReason } from '../validate/reasons.ts';
import type { LetterContent } from './letter.ts';

/** A record that was mapped and checked, without any look at the store. */
export interface PreparedRecord {
  readonly key: string;
  readonly version: string;
  readonly contentHash: string;
  /** The source says that the record is gone: its events are written as deleted. */
  readonly deleted: boolean;
  readonly parts: readonly CheckedPart[];
  /**
   * Where this version of the record passes the mapping's `when` no more: the events to write as
   * deleted, so that an earlier version that comes later does not count.
   */
  readonly retracted: readonly CheckedEvent[];
  /** Nothing of this record can be stored yet: the inbox let it through, and no version will follow. */
  readonly once?: boolean;
  /** About how much memory it takes, in characters. */
  readonly size: number;
}

/** A record or row that was turned away. */
export interface Rejected {
  readonly id: string;
  readonly recordKey: string | null;
  readonly position: string | null;
  readonly reason: RejectionReason;
  readonly message: string;
  readonly content: LetterContent;
  readonly size: number;
}

export type Prepared = { readonly record: PreparedRecord } | { readonly rejected: Rejected };
