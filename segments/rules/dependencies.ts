/** What the verdict of a rule may depend on; a change of anything else leaves it as it is. */
export interface RuleDependencies {
  readonly modalities: Set<string>;
  readonly traits: Set<string>;
  readonly readOuts: Set<string>;
  readonly segments: Set<string>;
  /** Events of any modality that have coordinates. */
  places: boolean;
  /** Relations to other users, and their events. */
  friends: boolean;
  /** Who others are, by the ids that they go by now. */
  others: boolean;
  /** The items' rows (categories, coordinates). */
  items: boolean;
  /** The time of day: the verdict changes without anything happening. */
  clock: boolean;
}

export function noDependencies(): RuleDependencies {
  return {
    modalities: new Set(),
    traits: new Set(),
    readOuts: new Set(),
    segments: new Set(),
    places: false,
    friends: false,
    others: false,
    items: false,
    clock: false,
  };
}
