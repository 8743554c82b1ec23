import type { UserHistory } from '../../data/user-history.ts';
import type { FutureLabel } from '../../modalities/modality.ts';
import type { ModalityRegistry } from '../../modalities/registry.ts';

/** Whether a user who was active in the window before falls silent in the window after. */
const lapse: FutureLabel = {
  name: 'lapse',
  kind: 'binary',
  read(history: UserHistory, from: number, until: number) {
    const length = until - from;
    const before = history.events.some((event) => event.at <= from && event.at > from - length);
    if (!before) return Number.NaN;
    return history.events.some((event) => event.at > from && event.at <= until) ? 0 : 1;
  },
};

/** The labels that histories themselves hold: each becomes a head. */
export function futureLabels(registry: ModalityRegistry): readonly FutureLabel[] {
  return [lapse, ...registry.list().flatMap((modality) => modality.labels)];
}
