/** Steps of the table between two powers of 2. */
const STEPS = 64;
const STEPS_A_UNIT = STEPS / Math.LN2;
/** Added and taken away again, it rounds what is small beside it to a whole number. */
const ROUNDING = 1.5 * 2 ** 52;
/** ln 2 / 64 in two parts, of which the first has so few digits that whole multiples of it are exact. */
const STEP_HIGH = Math.round((Math.LN2 / STEPS) * 2 ** 32) / 2 ** 32;
/** What a double lacks of ln 2. */
const LN2_REST = 2.3190468138462996e-17;
const STEP_LOW = Math.LN2 / STEPS - STEP_HIGH + LN2_REST / STEPS;
const LEAST = -708;
const GREATEST = 709;
/** 2^(step / 64), [64] */
const ROOTS = Float64Array.from({ length: STEPS }, (_, step) => 2 ** (step / STEPS));
const LEAST_POWER = -1022;
/** 2^(power - 1022) */
const POWERS = Float64Array.from({ length: 2046 }, (_, power) => 2 ** (power + LEAST_POWER));

/**
 * e^value, within 2 units in the last place of `Math.exp`, in a third of its time: V8 calls a function of the
 * C library, while this becomes part of the loop around it. By a table of powers of 2^(1/64) and five terms of
 * the series for the rest (Tang 1989).
 */
export function exponential(value: number): number {
  if (!(value > LEAST && value < GREATEST)) return Math.exp(value);
  const steps = value * STEPS_A_UNIT + ROUNDING - ROUNDING;
  const rest = value - steps * STEP_HIGH - steps * STEP_LOW;
  const series = rest + rest * rest * (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120))));
  const step = steps | 0;
  const root = ROOTS[step & (STEPS - 1)];
  return (root + root * series) * POWERS[(step >> 6) - LEAST_POWER];
}
