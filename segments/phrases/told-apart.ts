const FEWEST_DIGITS = 2;
const MOST_DIGITS = 6;

/** Two shares as percentages with as many decimals as it takes to tell them apart. */
export function toldApart(value: number, other: number): [string, string] {
  for (let digits = FEWEST_DIGITS; ; digits += 1) {
    const [first, second] = [value, other].map((share) => percentage(share, digits));
    if (first !== second || value === other || digits === MOST_DIGITS) return [first, second];
  }
}

function percentage(share: number, digits: number): string {
  return `${Number((100 * share).toPrecision(digits))}%`;
}
