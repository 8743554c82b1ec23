import type { Interest, VisitedPlace } from '../model/index.ts';
import type { Catalog } from './catalog.ts';
import type { IndexedHistory } from './indexed-history.ts';

const MOST_INTERESTS = 12;
const MOST_PLACES = 8;
/** Points that agree to so many hundredths of a degree (about a kilometre) are one place. */
const PLACE_PRECISION = 100;
/** Interest in an item halves with every so many later ones. */
const HALF_LIFE_ITEMS = 20;

/** By how many items came later, as far as that was asked. */
const faded: number[] = [];

function fadedBy(later: number): number {
  for (let count = faded.length; count <= later; count += 1) {
    faded.push(0.5 ** (count / HALF_LIFE_ITEMS));
  }
  return faded[later];
}

/** Which categories the user's items fall to, the latest counting most; shares sum to 1 before the cut. */
export function interestsOf(history: IndexedHistory, catalog: Catalog): Interest[] {
  const { items, weights } = history.interactions;
  const scores = new Map<number, number>();
  let total = 0;
  for (let place = 0; place < items.length; place += 1) {
    const own = catalog.categoriesOf[items[place]];
    if (own.length === 0) continue;
    const weight = weights[place] * fadedBy(items.length - 1 - place);
    total += weight;
    for (const category of own) {
      scores.set(category, (scores.get(category) ?? 0) + weight / own.length);
    }
  }
  return [...scores]
    .map(([category, score]) => ({ category: catalog.categories[category], score: score / total }))
    .sort((left, right) => right.score - left.score || (left.category < right.category ? -1 : 1))
    .slice(0, MOST_INTERESTS);
}

/** Where the user was most, by shares of all points; labelled with the item that was there. */
export function placesOf(history: IndexedHistory, catalog: Catalog): VisitedPlace[] {
  const found = new Map<
    string,
    { latitude: number; longitude: number; visits: number; item: number }
  >();
  let total = 0;
  for (const { points } of history.modalities.values()) {
    points.at.forEach((_, place) => {
      const latitude = points.latitude[place];
      const longitude = points.longitude[place];
      const key = [latitude, longitude]
        .map((degree) => Math.round(degree * PLACE_PRECISION))
        .join();
      const known = found.get(key) ?? { latitude, longitude, visits: 0, item: -1 };
      known.visits += 1;
      known.item = points.items[place] >= 0 ? points.items[place] : known.item;
      found.set(key, known);
      total += 1;
    });
  }
  return [...found.values()]
    .sort(
      (left, right) =>
        right.visits - left.visits ||
        left.latitude - right.latitude ||
        left.longitude - right.longitude,
    )
    .slice(0, MOST_PLACES)
    .map(({ latitude, longitude, visits, item }) => ({
      latitude,
      longitude,
      weight: visits / total,
      label: item >= 0 ? catalog.items[item].title : null,
    }));
}
