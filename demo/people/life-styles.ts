import type { PlaceKind } from '../shop/city.ts';

/** A planted way of living: what segments found in the data should come back to. */
export interface LifeStyle {
  readonly name: string;
  /** What sets its people apart, for the tests and for people who read the truth. */
  readonly definedBy: string;
  readonly share: number;
  /** How much each tree of the catalogue is liked, by index. */
  readonly tastes: readonly number[];
  /** Where in a leaf's prices its people buy: 0 cheapest, 1 dearest. */
  readonly priceLevel: number;
  /** Weight of each hour of the day, from midnight, for what is done on-line. */
  readonly hours: readonly number[];
  /** How much more is done on a day of the weekend than on a working day. */
  readonly weekend: number;
  /** Sessions of a month. */
  readonly sessions: number;
  readonly searches: number;
  /** Visits of the shop's places in a month, and which. */
  readonly visits: number;
  readonly places: Readonly<Partial<Record<PlaceKind, number>>>;
  /** The district where its people spend working days; null where they stay at home. */
  readonly district: number | null;
  readonly born: readonly [from: number, to: number];
  /** Share of a price that they wait for before they buy. */
  readonly discount: number;
}

function peaks(...at: readonly (readonly [hour: number, weight: number])[]): number[] {
  return Array.from({ length: 24 }, (_, hour) =>
    at.reduce((sum, [peak, weight]) => sum + weight * Math.exp(-((hour - peak) ** 2) / 3), 0.02),
  );
}

/** Trees: electronics, office, baby, toys, books, fashion, groceries, household, kitchen, garden, outdoor, sports. */
export const LIFE_STYLES: readonly LifeStyle[] = [
  {
    name: 'commuter professional',
    definedBy:
      'shops at 7 and 18 on working days, dear electronics and office goods, works in Exchange',
    share: 0.2,
    tastes: [5, 5, 0.1, 0.2, 1, 2, 1.5, 0.5, 0.6, 0.2, 0.4, 1],
    priceLevel: 0.8,
    hours: peaks([7, 1], [12, 0.4], [18, 1]),
    weekend: 0.5,
    sessions: 1.6,
    searches: 0.5,
    visits: 0.8,
    places: { flagship: 4, cafe: 3, market: 1 },
    district: 0,
    born: [1972, 1994],
    discount: 0.02,
  },
  {
    name: 'young parent',
    definedBy:
      'baby goods on a short rhythm and toys, active at nap time and late evening, family shops',
    share: 0.17,
    tastes: [0.4, 0.2, 7, 4, 0.6, 0.8, 1.2, 1.6, 0.5, 0.3, 0.3, 0.2],
    priceLevel: 0.5,
    hours: peaks([13, 1], [21, 1.2]),
    weekend: 1,
    sessions: 1.9,
    searches: 0.35,
    visits: 1.2,
    places: { family: 5, market: 3 },
    district: null,
    born: [1984, 1999],
    discount: 0.06,
  },
  {
    name: 'student',
    definedBy: 'study books, cheap fashion and snacks around midnight, spends days on Campus',
    share: 0.16,
    tastes: [1.2, 0.4, 0.05, 0.2, 5, 4, 3, 0.3, 0.3, 0.1, 0.4, 1.2],
    priceLevel: 0.2,
    hours: peaks([15, 0.5], [23, 1.3], [0, 0.6]),
    weekend: 0.9,
    sessions: 1.8,
    searches: 0.45,
    visits: 0.9,
    places: { books: 4, cafe: 4, market: 1 },
    district: 1,
    born: [1998, 2008],
    discount: 0.08,
  },
  {
    name: 'bargain hunter',
    definedBy:
      'searches much, buys the cheapest of everything and only with a discount, many views',
    share: 0.17,
    tastes: [1.5, 0.6, 0.4, 0.8, 0.8, 2, 3, 4, 1.5, 0.8, 0.4, 0.8],
    priceLevel: 0.07,
    hours: peaks([10, 0.7], [16, 0.8], [20, 0.8]),
    weekend: 1.1,
    sessions: 2.6,
    searches: 0.85,
    visits: 0.8,
    places: { market: 5, home: 2, flagship: 0.5 },
    district: 2,
    born: [1955, 1998],
    discount: 0.25,
  },
  {
    name: 'home maker',
    definedBy: 'kitchen, garden and household goods of the upper middle, mornings, home shops',
    share: 0.16,
    tastes: [0.3, 0.2, 0.3, 0.5, 1.5, 0.8, 2.2, 3, 5, 5, 0.2, 0.2],
    priceLevel: 0.62,
    hours: peaks([9, 1.3], [11, 0.6], [19, 0.3]),
    weekend: 0.7,
    sessions: 1.4,
    searches: 0.25,
    visits: 1.3,
    places: { home: 5, market: 3, cafe: 1 },
    district: null,
    born: [1948, 1985],
    discount: 0.05,
  },
  {
    name: 'weekend hiker',
    definedBy: 'outdoor and sports gear at weekends, dear, out of town on Sundays, outdoor shops',
    share: 0.14,
    tastes: [0.8, 0.3, 0.1, 0.3, 1.2, 0.6, 0.9, 0.4, 0.3, 0.6, 7, 5],
    priceLevel: 0.7,
    hours: peaks([8, 0.6], [17, 0.8], [20, 0.6]),
    weekend: 3.2,
    sessions: 1.4,
    searches: 0.4,
    visits: 0.9,
    places: { outdoor: 6, cafe: 1, market: 1 },
    district: 2,
    born: [1968, 2000],
    discount: 0.04,
  },
];
