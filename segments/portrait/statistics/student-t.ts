/** Lanczos' approximation of order 9 with g = 7, good to fifteen digits (Press et al. 2007, section 6.1). */
const LANCZOS: readonly number[] = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** The logarithm of the gamma function, for numbers of at least a half. */
function logGamma(value: number): number {
  const base = value + 6.5;
  const sum = LANCZOS.reduce((total, term, place) =>
    place === 0 ? term : total + term / (value - 1 + place),
  );
  return 0.5 * Math.log(2 * Math.PI) + (value - 0.5) * Math.log(base) - base + Math.log(sum);
}

const STEPS = 10_000;
const CLOSE = 1e-15;

/** The continued fraction of the incomplete beta function, by Lentz's method (Press et al. 2007, section 6.4). */
function betaFraction(first: number, second: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((first + second) * x) / (first + 1));
  let result = d;
  for (let step = 1; step <= STEPS; step += 1) {
    const twice = first + 2 * step;
    const even = (step * (second - step) * x) / ((twice - 1) * twice);
    const odd = (-(first + step) * (first + second + step) * x) / (twice * (twice + 1));
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < CLOSE) break;
  }
  return result;
}

/** The regularised incomplete beta function at 0 < x < 1. */
function incompleteBeta(first: number, second: number, x: number): number {
  const factor = Math.exp(
    logGamma(first + second) -
      logGamma(first) -
      logGamma(second) +
      first * Math.log(x) +
      second * Math.log1p(-x),
  );
  return x < (first + 1) / (first + second + 2)
    ? (factor * betaFraction(first, second, x)) / first
    : 1 - (factor * betaFraction(second, first, 1 - x)) / second;
}

/**
 * How likely a Student t is at least that far from zero, either way.
 * @param freedom degrees of freedom, at least 1
 */
export function studentTail(t: number, freedom: number): number {
  if (t === 0) return 1;
  const x = freedom / (freedom + t * t);
  return x === 0 ? 0 : incompleteBeta(freedom / 2, 0.5, x);
}

/** How far from zero, either way, a Student t lies with a probability: what `studentTail` takes back. */
export function studentCritical(probability: number, freedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`A probability between 0 and 1 is needed, got ${probability}.`);
  }
  let [low, high] = [0, 1];
  while (studentTail(high, freedom) > probability) [low, high] = [high, high * 2];
  // Halving to the last bit that a double has.
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTail(middle, freedom) > probability) low = middle;
    else high = middle;
  }
  return high;
}
