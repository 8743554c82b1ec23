import type { UserHistory } from '../../data/user-history.ts';

/** One cut through time for a user: what lies up to `asOf` is input, up to `until` is target. */
export interface Cut {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly until: number;
}

/**
 * A stage of training: experts are fitted on every user's events up to their cut and nothing later,
 * and the network learns (or is judged) on what came between the cut and its end.
 */
export interface Stage {
  readonly name: string;
  readonly split: 'train' | 'validation';
  /** Null for a user who has nothing to learn from at this stage; their events are left out. */
  cut(history: UserHistory): Cut | null;
  /**
   * A stage of new users has rows of these alone. Its experts know nothing of them and everything of
   * the others up to their cuts; they are judged as somebody new, on all their items up to the end of
   * their cut but those at the places that a new user is known to be at.
   */
  isNew?(history: UserHistory): boolean;
}

/**
 * Stages that cut through time at the same instants for all users, as a living shop has it. How much each expert
 * deserves changes with time, and from several cuts the network learns what holds at all of them.
 * @param shares of all events that lie before each training stage's cut, and before that of each validation stage, which
 * ends where the next begins; a training stage's targets are of as many events as those of all validation, and end where
 * it begins
 * @param modalities whose events are counted; all where null is given, and where there are none of these. What is sent to
 * many at one instant, and is nothing to foretell, would otherwise set the clock.
 */
export function timeStages(
  users: readonly UserHistory[],
  shares: { readonly train: readonly number[]; readonly validation: readonly number[] },
  modalities: readonly string[] | null = null,
): Stage[] {
  const timesOf = (counts: (modality: string) => boolean): number[] =>
    users.flatMap(({ events }) =>
      events.flatMap(({ at, modality }) => (counts(modality) ? at : [])),
    );
  const times = timesOf((modality) => modalities?.includes(modality) ?? true);
  const sorted = Float64Array.from(times.length > 0 ? times : timesOf(() => true)).sort();
  if (sorted.length === 0) return [];
  const last = sorted.length - 1;
  const placeOf = (share: number): number => Math.floor(share * last);
  const validations = shares.validation.map(placeOf);
  const [first] = validations;
  const stage = (name: string, split: Stage['split'], from: number, to: number): Stage[] => {
    const cut = { asOf: sorted[from], until: sorted[to] };
    return cut.asOf < cut.until ? [{ name, split, cut: () => cut }] : [];
  };
  return [
    ...shares.train.flatMap((share, index) => {
      const from = placeOf(share);
      return stage(`train ${index + 1}`, 'train', from, Math.min(from + last - first, first));
    }),
    ...validations.flatMap((from, index) => {
      const name = validations.length > 1 ? `validation ${index + 1}` : 'validation';
      return stage(name, 'validation', from, validations[index + 1] ?? last);
    }),
  ];
}
