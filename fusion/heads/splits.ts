import { RandomSource } from '../tensor/random-source.ts';
import { HeadError } from './feature-table.ts';

/** Rows to learn from, and rows to judge by that share nothing with them. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Folds of whole groups: rows of one group (a user at several instants) never lie on both sides.
 * @param groupOf [rows], any key
 * @param strata [rows], a class whose share shall be alike in all folds; none are kept apart if absent
 */
export function foldsOf(
  groupOf: readonly (string | number)[],
  folds: number,
  seed: number,
  strata?: ArrayLike<number>,
): Split[] {
  const firstRow = new Map<string | number, number>();
  groupOf.forEach((group, row) => {
    if (!firstRow.has(group)) firstRow.set(group, row);
  });
  if (folds < 2 || firstRow.size < folds) {
    throw new HeadError(`${firstRow.size} users are too few for ${folds} folds.`);
  }
  const groups = RandomSource.fromSeed(seed).shuffle([...firstRow.keys()]);
  if (strata !== undefined) {
    const stratum = (group: string | number): number => strata[firstRow.get(group) ?? 0];
    groups.sort((left, right) => stratum(left) - stratum(right));
  }
  const foldOf = new Map(groups.map((group, place) => [group, place % folds]));
  return Array.from({ length: folds }, (_, fold) => ({
    train: rowsWhere(groupOf, (group) => foldOf.get(group) !== fold),
    validation: rowsWhere(groupOf, (group) => foldOf.get(group) === fold),
  }));
}

function rowsWhere<Group>(groups: readonly Group[], keep: (group: Group) => boolean): Int32Array {
  return Int32Array.from([...groups.keys()].filter((row) => keep(groups[row])));
}
