import type { Scalar } from './json.ts';

/** One version of one event, as a source told it. */
export interface NewEvent {
  readonly userId: string;
  /** Deterministic: a hash of source, stream, record key, part, version and content. */
  readonly id: string;
  readonly sourceId: string;
  readonly stream: string;
  readonly recordKey: string;
  /** Which of the events that one record makes, from 0. */
  readonly part: number;
  /** Orders the versions of a record; of equal versions the content hash decides. */
  readonly version: string;
  readonly contentHash: string;
  readonly modality: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly itemId: string | null;
  readonly otherUserId: string | null;
  readonly value: number | null;
  readonly attributes: Readonly<Record<string, Scalar>>;
  /** True where this version says that the record no longer exists. */
  readonly deleted: boolean;
}

/** A stored event. */
export interface EventRow extends NewEvent {
  /** The order of storing; of one user always the order of committing. */
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}
