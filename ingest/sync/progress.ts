/** How far the sync of a stream has come. Counts are of what is committed. */
export interface SyncProgress {
  readonly sourceId: string;
  readonly stream: string;
  /** In the connector's own units (bytes, rows, pages). */
  readonly done: number;
  /** Null where the source cannot say how much there is. */
  readonly total: number | null;
  readonly records: number;
  readonly events: number;
  readonly rejected: number;
}
