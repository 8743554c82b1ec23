import type { Json, JsonObject } from './json.ts';

/** One row, document or edge of a stream. */
export interface RecordMessage {
  readonly type: 'record';
  readonly stream: string;
  /** The record's primary key in its stream as text; a record read again must carry the same key. */
  readonly key: string;
  /**
   * Orders the versions of one record: of two versions of a key the one with the greater text counts.
   * Give the source's updated-at as an ISO instant in UTC, or a zero-padded number; `''` where the
   * source has neither, and then the content hash decides, so that order of arrival never does.
   */
  readonly version: string;
  readonly data: JsonObject;
}

/** The source says that this record no longer exists. `data` holds what is still known of it. */
export interface TombstoneMessage {
  readonly type: 'tombstone';
  readonly stream: string;
  readonly key: string;
  readonly version: string;
  readonly data: JsonObject;
}

/** Every message of the stream before this one is safe to skip once `state` is stored. */
export interface StateMessage {
  readonly type: 'state';
  readonly stream: string;
  readonly state: Json;
  /**
   * True where `state` is an object of which several readers hold different members (the partitions
   * of a topic). Only members that differ from what this reader went on from are stored, and each
   * only if the store still holds what it went on from; the other members stay as they are. A member
   * may tell under `waiting` how many records the source held beyond it: the sum is shown as the lag.
   */
  readonly partitioned?: boolean;
}

/** A row that the connector could not read as a record; it goes to the dead letters as it is. */
export interface RejectMessage {
  readonly type: 'reject';
  readonly stream: string;
  /** Where the row stands in the source, for example `orders.csv:17`. */
  readonly position: string;
  /** The row as it was found, cut to a length that is safe to store. */
  readonly raw: string;
  /** What is wrong with it, without the row's values. */
  readonly reason: string;
}

/** How far a read has come, for progress bars. Units are the connector's own (bytes, rows, pages). */
export interface ProgressMessage {
  readonly type: 'progress';
  readonly stream: string;
  readonly done: number;
  /** Absent where the source cannot say how much there is. */
  readonly total?: number;
}

export type ConnectorMessage =
  | RecordMessage
  | TombstoneMessage
  | StateMessage
  | RejectMessage
  | ProgressMessage;
