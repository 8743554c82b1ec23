import type { Event, Scalar } from './event.ts';

/** All that is known of one user at one instant: what every computation about a user starts from. */
export interface UserHistory {
  readonly userId: string;
  /** In the order of `compareEvents`, without superseded or deleted versions. */
  readonly events: readonly Event[];
  /** What sources declare about the user (birth year, city, ...); absent is unknown, never zero. */
  readonly traits: Readonly<Record<string, Scalar>>;
}
