import type { Event } from '../../data/event.ts';
import type { UserHistory } from '../../data/user-history.ts';
import type { CategoriesOf, EventLabel, HeadDeclaration, TraitLabel } from './declaration.ts';

/** Windows back from the end that an event label is read from, each with its own row. */
const CUTS = 3;

/** A user at an instant with the label of what came after, or of what is declared. */
export interface LabelledRow {
  readonly history: UserHistory;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly label: string | number;
}

/**
 * The rows that a head learns from. Users without a label have none; an event's label is read from
 * the last windows before the end, each user's row as of the window's start.
 * @param end milliseconds since the epoch: when the last thing happened that training may see
 */
export function labelledRows(
  { kind, label }: HeadDeclaration,
  users: readonly UserHistory[],
  end: number,
  categoriesOf: CategoriesOf,
): LabelledRow[] {
  if ('trait' in label) {
    return users.flatMap((history) => {
      const value = traitLabel(kind === 'binary', kind === 'multiclass', label, history);
      return value === null ? [] : [{ history, asOf: end, label: value }];
    });
  }
  return cutsOf(label, users, end).flatMap((asOf) => rowsAt(label, users, asOf, categoriesOf));
}

/** The users who are asked about at one instant, each with what came in the window after it. */
export function rowsAt(
  label: EventLabel,
  users: readonly UserHistory[],
  asOf: number,
  categoriesOf: CategoriesOf,
): LabelledRow[] {
  return users.flatMap((history) => {
    const value = eventLabel(label, history, asOf, categoriesOf);
    return value === null ? [] : [{ history, asOf, label: value }];
  });
}

/** The instants that the windows of an event label start at, the latest first. */
export function cutsOf(
  { withinMs }: Pick<EventLabel, 'withinMs'>,
  users: readonly UserHistory[],
  end: number,
): number[] {
  const start = users.reduce((first, { events }) => Math.min(first, events[0]?.at ?? end), end);
  return Array.from({ length: CUTS }, (_, cut) => end - (cut + 1) * withinMs).filter(
    // What lies before a cut must be as long as what is asked for.
    (asOf) => asOf - withinMs >= start,
  );
}

function traitLabel(
  isBinary: boolean,
  isClass: boolean,
  { trait, positive }: TraitLabel,
  { traits }: UserHistory,
): string | number | null {
  const value = traits[trait];
  if (value === undefined || value === null) return null;
  if (isBinary) {
    if (positive !== undefined) return value === positive ? 1 : 0;
    return value === true || value === 1 ? 1 : 0;
  }
  if (isClass) return String(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function eventLabel(
  label: EventLabel,
  { events }: UserHistory,
  asOf: number,
  categoriesOf: CategoriesOf,
): number | null {
  const { withinMs, measure, activeMs } = label;
  const counts = (event: Event): boolean =>
    (label.events === undefined || event.type === label.events) &&
    (label.modality === undefined || event.modality === label.modality) &&
    (label.category === undefined ||
      (event.itemId !== null && categoriesOf(event.itemId).includes(label.category)));
  if (!events.some(({ at }) => at <= asOf)) return null;
  const from = asOf - (activeMs ?? Number.POSITIVE_INFINITY);
  const isActive =
    activeMs === undefined ||
    events.some((event) => counts(event) && event.at <= asOf && event.at > from);
  if (!isActive) return null;
  const own = events.filter(
    (event) => counts(event) && event.at > asOf && event.at <= asOf + withinMs,
  );
  const measures = {
    any: () => (own.length > 0 ? 1 : 0),
    none: () => (own.length > 0 ? 0 : 1),
    count: () => own.length,
    value: () => own.reduce((sum, { value }) => sum + (value ?? 0), 0),
  };
  return measures[measure]();
}
