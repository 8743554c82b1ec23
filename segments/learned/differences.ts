import type { Difference } from '../phrases/phrases.ts';
import type { ProfileColumn } from './profile-columns.ts';

/** Smaller differences than this are not worth a word. */
const NOTICEABLE = 0.25;
const MOST_TOLD = 4;

/**
 * What sets members apart from everybody: the features whose means differ most, in standard
 * deviations of everybody, strongest first.
 * @param rows [users][columns], standardised over everybody
 * @param members indices into the rows
 */
export function differencesOf(
  columns: readonly ProfileColumn[],
  rows: readonly Float32Array[],
  members: readonly number[],
): Difference[] {
  if (members.length === 0) return [];
  return columns
    .flatMap(({ modality, feature }, column) => {
      if (modality === null) return [];
      const total = members.reduce((sum, member) => sum + rows[member][column], 0);
      const effect = Math.round((total / members.length) * 1000) / 1000;
      return Math.abs(effect) >= NOTICEABLE ? [{ modality, feature, effect }] : [];
    })
    .sort((left, right) => Math.abs(right.effect) - Math.abs(left.effect))
    .slice(0, MOST_TOLD);
}
