/** A value that an event's or an item's attribute may have. */
export type Scalar = string | number | boolean | null;

/** One thing that a user did, at a time, from one source. */
export interface Event {
  readonly id: string;
  /** The modality's registered name. */
  readonly modality: string;
  /** The kind of event within its modality, for example `view` or `purchase`. */
  readonly type: string;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  readonly itemId: string | null;
  /** The other end of a relation between users; null where there is none. */
  readonly otherUserId: string | null;
  /** The event's quantity (money in the shop's currency, seconds, a count), as its schema says. */
  readonly value: number | null;
  readonly attributes: Readonly<Record<string, Scalar>>;
}

/** Events in the one order that everything is computed in: by time, then by id. */
export function compareEvents(left: Event, right: Event): number {
  return left.at - right.at || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}
