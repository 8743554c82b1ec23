/**
 * A place in a history that several transactions write at once. Sequences are drawn before they are
 * committed, so a higher one can be seen before a lower one is; the order is therefore (transaction,
 * sequence), of transactions older than every running one, and a sequence stands for its row's place.
 */
export interface FeedPlace {
  readonly transaction: number;
  readonly sequence: number;
}

/** Before every row. */
export const BEGINNING: FeedPlace = { transaction: 0, sequence: 0 };

export function isAfter(left: FeedPlace, right: FeedPlace): boolean {
  return (
    left.transaction > right.transaction ||
    (left.transaction === right.transaction && left.sequence > right.sequence)
  );
}
