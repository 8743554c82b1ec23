import type { Event } from '../data/event.ts';
import type { FeatureContext } from './feature-context.ts';

export function categoryFeatureNames({ categories }: FeatureContext): string[] {
  return [...categories.map((category) => `share_of_${category}`), 'share_of_other_categories'];
}

/** Made once for each list of categories, which models keep. */
const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function placesOf(categories: readonly string[]): ReadonlyMap<string, number> {
  let known = places.get(categories);
  if (known === undefined) {
    known = new Map(categories.map((category, place) => [category, place]));
    places.set(categories, known);
  }
  return known;
}

/** Which part of the events with a known item falls to each category; zeros without such events. */
export function categoryFeatures(events: readonly Event[], context: FeatureContext): number[] {
  const placeOf = placesOf(context.categories);
  const counts = new Array<number>(context.categories.length + 1).fill(0);
  let known = 0;
  for (const { itemId } of events) {
    const item = itemId === null ? null : context.item(itemId);
    if (!item || item.categories.length === 0) continue;
    known += 1;
    let place = context.categories.length;
    for (const category of item.categories) {
      const own = placeOf.get(category);
      if (own === undefined) continue;
      place = own;
      break;
    }
    counts[place] += 1;
  }
  for (let place = 0; place < counts.length; place += 1) counts[place] /= Math.max(known, 1);
  return counts;
}
