import type { RandomSource } from '../tensor/index.ts';
import type { RowReference } from './batch.ts';
import { TRAIN, type TrainingSet, VALIDATION } from './training-set.ts';
import type { FitSettings } from './training-settings.ts';

/** All rows of one split, with the modalities that each user has. */
export function rowsOf(
  sets: readonly TrainingSet[],
  split: typeof TRAIN | typeof VALIDATION,
): RowReference[] {
  return sets.flatMap((set) => {
    const rows: RowReference[] = [];
    for (let row = 0; row < set.users; row += 1) {
      if (set.split[row] !== split) continue;
      rows.push({
        set,
        row,
        present: Uint8Array.from(set.modalities, ({ present }) => present[row]),
      });
    }
    return rows;
  });
}

/** Cuts shuffled rows into steps; the last one takes what is left. */
export function epochSteps(
  rows: readonly RowReference[],
  batchSize: number,
  random: RandomSource,
): RowReference[][] {
  const order = random.shuffle(Int32Array.from(rows.keys()));
  const steps: RowReference[][] = [];
  for (let start = 0; start < order.length; start += batchSize) {
    steps.push(Array.from(order.subarray(start, start + batchSize), (index) => rows[index]));
  }
  return steps;
}

/**
 * Leaves out whole modalities at random, so that one set of weights serves users who lack some;
 * now and then all of them, which is what a new user looks like.
 */
export function dropModalities(
  references: readonly RowReference[],
  settings: Pick<FitSettings, 'modalityDropout' | 'newUserShare'>,
  random: RandomSource,
): RowReference[] {
  return references.map((reference) => {
    const isNew = random.uniform() < settings.newUserShare;
    const draws = Array.from(reference.present, () => random.uniform());
    if (isNew) return { ...reference, present: new Uint8Array(reference.present.length) };
    const kept = reference.present.map((present, index) =>
      present === 1 && draws[index] >= settings.modalityDropout ? 1 : 0,
    );
    return kept.includes(1) ? { ...reference, present: kept } : reference;
  });
}
