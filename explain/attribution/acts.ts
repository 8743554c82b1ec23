import type { Event, UserHistory } from '../../fusion/index.ts';
import type { CategoryOf } from './categories.ts';

/** Something that a user could do more of: what others have done, as events of one kind. */
export interface Act {
  readonly modality: string;
  readonly type: string;
  /** The main category of its items; null where the events have no item of a known category. */
  readonly category: string | null;
  /** Events that others did, each once; their instants say at which hour and on which weekday. */
  readonly examples: readonly Event[];
  /** More than the most active of the others did would not be plausible. */
  readonly most: number;
}

/** So many kinds of act, the most frequent, are worth trying. */
const MOST_ACTS = 60;
/** More of one thing than this is no advice. */
const MOST_EVENTS = 20;
const WEEK_MS = 7 * 86_400_000;

/**
 * What others do, the most frequent first: events with the same modality, type and category. Relations
 * to other users are left out, as nobody can be told whose friend to become.
 */
export function actsOf(others: readonly UserHistory[], categoryOf: CategoryOf): Act[] {
  const acts = new Map<string, { act: Act; examples: Event[]; counts: Map<string, number> }>();
  for (const { userId, events } of others) {
    for (const event of events) {
      if (event.otherUserId !== null) continue;
      const { modality, type } = event;
      const category = categoryOf(event);
      const key = `${modality}\0${type}\0${category}`;
      const known = acts.get(key) ?? {
        act: { modality, type, category, examples: [], most: 0 },
        examples: [],
        counts: new Map<string, number>(),
      };
      known.examples.push(event);
      known.counts.set(userId, (known.counts.get(userId) ?? 0) + 1);
      acts.set(key, known);
    }
  }
  return [...acts.values()]
    .sort((left, right) => right.examples.length - left.examples.length)
    .slice(0, MOST_ACTS)
    .map(({ act, examples, counts }) => ({
      ...act,
      examples,
      most: Math.min(MOST_EVENTS, Math.max(...counts.values())),
    }));
}

/** Events of an act in the week after an instant, at the hours and on the weekdays of the examples. */
export function eventsOfAct(act: Act, amount: number, start: number): Event[] {
  const { examples } = act;
  return Array.from({ length: amount }, (_, index): Event => {
    const example = examples[Math.floor((index * examples.length) / amount)];
    const later = (((example.at - start) % WEEK_MS) + WEEK_MS) % WEEK_MS;
    const id = `counterfactual-${act.modality}-${act.type}-${act.category}-${index}`;
    return { ...example, id, at: start + 1 + later };
  });
}
