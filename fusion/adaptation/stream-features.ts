import type { StreamMemory } from './stream-memory.ts';

const SECOND_MS = 1000;
/** A pause longer than this ends a visit. */
export const VISIT_MS = 1_800_000;
const DAY_MS = 86_400_000;
const DAY_ANGLE = (2 * Math.PI) / DAY_MS;
/** Features that are not of each rate. */
const OWN = 19;

/** How many features there are. */
export function featureCount(rates: number): number {
  return OWN + 7 * rates;
}

/** Writes what the policy sees of a current memory, [features]. */
export function writeFeatures(memory: StreamMemory, into: Float64Array): void {
  const { pauseMs, lastAt, fit, cosines, lengths, entropy, lagged, fast, slow } = memory;
  const last = lengths.length - 1;
  const middle = Math.floor(lengths.length / 2);
  const clock = (lastAt % DAY_MS) * DAY_ANGLE;
  into[0] = Math.log1p(pauseMs / SECOND_MS);
  into[1] = pauseMs < SECOND_MS ? 1 : 0;
  into[2] = pauseMs > VISIT_MS ? 1 : 0;
  into[3] = pauseMs > DAY_MS ? 1 : 0;
  into[4] = Math.log1p(memory.count);
  into[5] = Math.log1p(memory.run);
  into[6] = Math.sin(clock);
  into[7] = Math.cos(clock);
  into[8] = cosines[0];
  into[9] = cosines[1];
  into[10] = cosines[2];
  into[11] = fit[0];
  into[12] = fit[middle];
  into[13] = fit[last];
  into[14] = memory.agreement;
  into[15] = Math.log1p(lengths[0]);
  into[16] = Math.log1p(lengths[middle]);
  into[17] = Math.log1p(lengths[last]);
  into[18] = memory.volatility;
  let at = OWN;
  for (const row of [entropy, lagged, fast, slow]) {
    into.set(row, at);
    at += row.length;
  }
}

/** Which places of the features belong together, by what they tell; see `writeFeatures`. */
export function featureGroups(rates: number): Map<string, number[]> {
  const from = (start: number, count: number) => Array.from({ length: count }, (_, k) => start + k);
  return new Map([
    ['pause', from(0, 4)],
    ['history', [4, 5, 15, 16, 17]],
    ['clock', from(6, 2)],
    ['agreement', from(8, 7)],
    ['certainty', from(OWN, rates)],
    ['rewards', [18, ...from(OWN + rates, 6 * rates)]],
  ]);
}

/** Which places of the features no order of the events changes: how many, how long and how clear what keeps all is. */
export function unorderedFeatures(rates: number): number[] {
  return [4, 17, OWN - 1 + rates];
}
