import type { Event } from '../data/event.ts';
import type { FeatureContext } from './feature-context.ts';

export function categoryFeatureNames({ categories }: FeatureContext): string[] {
  return [...categories.map((category) => `share_of_${category}`), 'share_of_other_categories'];
}

/** Which part of the events with a known item falls to each category; zeros without such events. */
export function categoryFeatures(events: readonly Event[], context: FeatureContext): number[] {
  const places = new Map(context.categories.map((category, place) => [category, place]));
  const counts = new Array<number>(context.categories.length + 1).fill(0);
  let known = 0;
  for (const event of events) {
    const item = event.itemId === null ? null : context.item(event.itemId);
    if (!item || item.categories.length === 0) continue;
    known += 1;
    const place = item.categories
      .map((category) => places.get(category))
      .find((at) => at !== undefined);
    counts[place ?? context.categories.length] += 1;
  }
  return counts.map((count) => count / Math.max(known, 1));
}
