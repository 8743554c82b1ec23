import type { Point } from '../shop/city.ts';

export type ClickType = 'view' | 'search' | 'cart' | 'cart_removal';

export interface Click {
  readonly at: number;
  readonly type: ClickType;
  readonly session: string;
  /** Which of the person's browsers it came from. */
  readonly browser: number;
  /** Which of the person's customer ids was signed in; null where nobody was. */
  readonly signedIn: number | null;
  readonly item: number | null;
  readonly query: string | null;
  /** Seconds on the page. */
  readonly dwell: number | null;
}

export interface Purchase {
  readonly at: number;
  readonly item: number;
  readonly quantity: number;
  /** Share of the price that was taken off. */
  readonly discount: number;
  /** Lines of one order carry the same. */
  readonly order: string;
  readonly line: number;
  readonly signedIn: number;
  /** The shop's place where it was bought; null on-line. */
  readonly place: number | null;
  readonly refundedAt: number | null;
  /** Index of the friend whose purchase caused this one. */
  readonly causedBy: number | null;
}

export interface Ping extends Point {
  readonly at: number;
  readonly accuracy: number;
  /** The shop's place that the person was at; null anywhere else. */
  readonly place: number | null;
}

/** All that one person did in the demo's days. */
export interface Activity {
  readonly clicks: Click[];
  readonly purchases: Purchase[];
  readonly pings: Ping[];
}
