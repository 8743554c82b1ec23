import type { Session } from './session.ts';

/** After so many further events a session's event counts half. */
const HALF_LIFE_EVENTS = 5;

/** What somebody looks for now, by name, and how much: the weights sum to 1, strongest first. */
export type Intent = readonly { readonly name: string; readonly weight: number }[];

/** How strongly an event of a modality says "interested in the item", 0 to 1. */
export type InterestOf = (modality: string, type: string) => number;

/**
 * What a session is about: each event counts as strongly as its type says, and less the more events
 * came after it.
 * @param namesOf what an item counts for: itself, or its categories
 */
export function sessionIntent(
  { events }: Session,
  interestOf: InterestOf,
  namesOf: (itemId: string) => readonly string[],
): Intent {
  const weights = new Map<string, number>();
  events.forEach(({ modality, type, itemId }, place) => {
    const weight =
      interestOf(modality, type) * 2 ** ((place + 1 - events.length) / HALF_LIFE_EVENTS);
    if (itemId === null || weight === 0) return;
    for (const name of namesOf(itemId)) weights.set(name, (weights.get(name) ?? 0) + weight);
  });
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  return [...weights]
    .map(([name, weight]) => ({ name, weight: weight / sum }))
    .sort((left, right) => right.weight - left.weight || (left.name < right.name ? -1 : 1));
}
