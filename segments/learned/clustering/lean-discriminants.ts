import { bestGroup, type SoftmaxHead } from '../softmax-head.ts';
import type { LinearDiscriminants } from './linear-discriminants.ts';

/** With fewer columns at least so many users fall where they fall with all. */
const ALIKE = 0.98;
/** The weakest tenth of the columns is left out at a time. */
const KEPT = 0.9;

/**
 * Discriminants that read few columns: the weakest are left out in turn, and the others weighed anew,
 * for as long as nearly everybody stays in the same group (recursive feature elimination, Guyon et al.
 * 2002). Many weak numbers hardly tell groups apart, yet with each of them a score moves by what says
 * nothing about the group, and more of it stays without a name in an explanation.
 * @param assignment [rows of the discriminants], groups from 0, none of them empty
 * @returns from all columns; the weights of those that are not read are zero
 */
export function leanDiscriminants(
  discriminants: LinearDiscriminants,
  assignment: Int32Array,
): SoftmaxHead {
  const { rows } = discriminants;
  const fallsAlike = (head: SoftmaxHead): number =>
    rows.filter((row, user) => bestGroup(head, row) === assignment[user]).length;
  let columns = Int32Array.from(rows[0].keys());
  let head = discriminants.fit(assignment);
  const enough = ALIKE * fallsAlike(head);
  for (;;) {
    const strength = (column: number) =>
      discriminants.variance(column) * squaredWeight(head, column);
    const fewer = columns
      .toSorted((left, right) => strength(right) - strength(left))
      .subarray(0, Math.floor(KEPT * columns.length))
      .sort();
    if (fewer.length === 0) return head;
    const leaner = discriminants.fit(assignment, fewer);
    if (fallsAlike(leaner) < enough) return head;
    [columns, head] = [fewer, leaner];
  }
}

/** The squared weights of a column, summed over groups. */
function squaredWeight({ kernel, bias: { length } }: SoftmaxHead, column: number): number {
  let sum = 0;
  for (let group = 0; group < length; group += 1) sum += kernel[column * length + group] ** 2;
  return sum;
}
