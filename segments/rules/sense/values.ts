import type { Scalar } from '../../../fusion/index.ts';
import { type Claim, type Domain, holds } from './claim.ts';

/** Whether some value makes all claims about one subject TRUE at once. */
export function areCompatible(claims: readonly Claim[]): boolean {
  return valuesOf(claims).some((value) => claims.every((claim) => holds(claim, value)));
}

/**
 * Whether the other claim, about the same subject, says nothing more than the first: TRUE where the
 * first is, and UNKNOWN for the same lack of data.
 */
export function implies(first: Claim, other: Claim): boolean {
  if (first.source !== other.source) return false;
  return valuesOf([first, other]).every(
    (value) =>
      (first.verdict(value) === 'UNKNOWN') === (other.verdict(value) === 'UNKNOWN') &&
      (!holds(first, value) || holds(other, value)),
  );
}

/** Values of every kind that the claims tell apart: at their marks, between them and beyond. */
function valuesOf(claims: readonly Claim[]): readonly Scalar[] {
  const marks = claims.flatMap((claim) => claim.marks);
  return VALUES[claims[0].domain](marks);
}

const VALUES: { readonly [Kind in Domain]: (marks: readonly Scalar[]) => readonly Scalar[] } = {
  truth: () => [true, false],
  number: numbersAround,
  count: (marks) => {
    const near = numbersAround(marks).flatMap((value) => {
      const below = Math.floor(value);
      return [below - 1, below, below + 1, below + 2];
    });
    return [0, ...near].filter((value) => value >= 0);
  },
  trait: (marks) => {
    const texts = marks.filter((mark) => typeof mark === 'string');
    return [null, true, false, ...texts, `${texts.join('')}?`, ...numbersAround(marks)];
  },
};

function numbersAround(marks: readonly Scalar[]): number[] {
  const sorted = marks.filter((mark) => typeof mark === 'number').sort((a, b) => a - b);
  const between = sorted.slice(1).map((mark, index) => mark / 2 + sorted[index] / 2);
  return [Number.NEGATIVE_INFINITY, ...sorted, ...between, Number.POSITIVE_INFINITY];
}
