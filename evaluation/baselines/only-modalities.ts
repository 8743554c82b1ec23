import type { UserHistory } from '../../fusion/index.ts';
import type { TrainingSet } from '../../fusion/training/index.ts';

/** The same rows for users who have nothing but the named modalities: what a model of these learns from. */
export function setsOfModalities(
  sets: readonly TrainingSet[],
  names: readonly string[],
): TrainingSet[] {
  return sets.map((set) => ({
    ...set,
    modalities: set.modalities.map((rows, index) =>
      names.includes(set.schema.modalities[index].name)
        ? rows
        : { ...rows, present: new Uint8Array(rows.present.length) },
    ),
  }));
}

/** The same user with the events of the named modalities alone. */
export function historyOfModalities(history: UserHistory, names: readonly string[]): UserHistory {
  return { ...history, events: history.events.filter(({ modality }) => names.includes(modality)) };
}
