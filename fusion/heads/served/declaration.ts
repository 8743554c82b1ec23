import type { Scalar } from '../../data/event.ts';

/** What a user's own head answers. */
export type HeadKind = 'binary' | 'multiclass' | 'amount' | 'count';

/** The label is what sources declare about a user. */
export interface TraitLabel {
  readonly trait: string;
  /** The value that a binary head gives the probability of; `true` or 1 if nothing is said. */
  readonly positive?: Scalar;
}

/** The label is what happens in the time after an instant. */
export interface EventLabel {
  /** The event type; of any if nothing is said. */
  readonly events?: string;
  /** Only of this modality; of any if nothing is said. */
  readonly modality?: string;
  /** Only about items of this category, at any level. */
  readonly category?: string;
  readonly withinMs: number;
  /** Whether any such event comes, or none; how many; or what their values sum to. */
  readonly measure: 'any' | 'none' | 'count' | 'value';
  /** Only users with such an event in this time before are learned from; all if nothing is said. */
  readonly activeMs?: number;
}

/** A head for a label of a shop's own. */
export interface HeadDeclaration {
  /** The read-out's name. */
  readonly name: string;
  readonly kind: HeadKind;
  readonly label: TraitLabel | EventLabel;
}

/** The categories of an item, from the broadest to the narrowest; none for an unknown one. */
export type CategoriesOf = (itemId: string) => readonly string[];

/** Looks items' categories up. */
export function categoriesBy(
  items: readonly { readonly id: string; readonly categories: readonly string[] }[],
): CategoriesOf {
  const known = new Map(items.map(({ id, categories }) => [id, categories]));
  return (itemId) => known.get(itemId) ?? [];
}
