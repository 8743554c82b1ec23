import { compareEvents, type Event, type Item, type UserHistory } from '../../../fusion/index.ts';
import type { Language, Rule, UserFacts } from '../../../segments/index.ts';
import type { Verdict } from '../../../store/index.ts';

/** What a user could do from now on so that a condition gets another verdict. */
export interface Deed {
  /** `2 more purchases in garden` */
  readonly sentence: string;
  readonly events: readonly Event[];
  /** What the events are about, where the shop's own items are not at hand. */
  readonly items?: readonly Item[];
  /** Friends that are imagined, with what they did. */
  readonly friends?: readonly UserHistory[];
  /** Milliseconds until it is done; 0 where it can be done at once. */
  readonly takes?: number;
}

/** What is asked of a condition. */
export interface Asked {
  readonly facts: UserFacts;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly wanted: Exclude<Verdict, 'UNKNOWN'>;
  /** How many whole steps are missing at least; 1 where that is not known. */
  readonly steps: number;
  /** What is missing in the condition's own unit; null where that is not known. */
  readonly distance: number | null;
  readonly language: Language;
  /** Begins the ids of imagined things, to keep those of several conditions apart. */
  readonly prefix: string;
  /** Whether the condition has the wanted verdict once a deed is done: runs the evaluator. */
  isEnough(deed: Deed): boolean;
  /** What somebody else would do for a rule to hold now; null where nothing would. */
  act(rule: Rule, facts: UserFacts): UserHistory | null;
}

/** Finds the least deed for one kind of condition; null where none is within reach. */
export type FindDeed<Parameters> = (parameters: Parameters, asked: Asked) => Deed | null;

/** More events than this are no advice. */
export const MOST_EVENTS = 50;

/** The facts about a user who has done something more. */
export function afterDeeds(facts: UserFacts, deeds: readonly Deed[]): UserFacts {
  const events = [...facts.history.events, ...deeds.flatMap((deed) => deed.events)];
  const items = new Map(deeds.flatMap((deed) => (deed.items ?? []).map((item) => [item.id, item])));
  const friends = deeds.flatMap((deed) => deed.friends ?? []);
  return {
    ...facts,
    history: { ...facts.history, events: events.sort(compareEvents) },
    item: (id) => facts.item(id) ?? items.get(id) ?? null,
    friends: new Map([
      ...facts.friends,
      ...friends.map((friend) => [friend.userId, friend] as const),
    ]),
  };
}

/** The first of ever larger deeds that is enough. @param deedOf null where there is none of a size */
export function leastDeed(
  { steps, isEnough }: Pick<Asked, 'steps' | 'isEnough'>,
  deedOf: (amount: number) => Deed | null,
): Deed | null {
  for (let amount = steps; amount <= MOST_EVENTS; amount += 1) {
    const deed = deedOf(amount);
    if (deed === null || deed.events.length > MOST_EVENTS) return null;
    if (isEnough(deed)) return deed;
  }
  return null;
}
