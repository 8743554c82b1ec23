import {
  EQUAL_MIXTURE,
  FORGETTING_RATES,
  ItemSpace,
  type PolicyExample,
  policyExamples,
  type StreamSettings,
} from '../../../fusion/adaptation/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const DIMENSION = 6;
const ITEMS = 90;
export const SETTINGS: StreamSettings = {
  kept: FORGETTING_RATES,
  equal: EQUAL_MIXTURE,
  sharpness: 6,
};

/** Items in three heaps, so that a taste is a heap. */
export function smallSpace(panel = ITEMS): ItemSpace {
  const random = RandomSource.fromSeed(3);
  const vectors = Float64Array.from({ length: ITEMS * DIMENSION }, (_, at) => {
    const [item, axis] = [Math.floor(at / DIMENSION), at % DIMENSION];
    return (item % 3 === axis ? 1 : 0) + 0.15 * random.normal();
  });
  return new ItemSpace(vectors, DIMENSION, { panel });
}

/** Somebody who turns from heap to heap, at known events, with some noise. */
export function turningItems(events: number, every: number, seed: number): Int32Array {
  const random = RandomSource.fromSeed(seed);
  return Int32Array.from({ length: events }, (_, event) => {
    const heap = Math.floor(event / every) % 3;
    const strays = random.uniform() < 0.2;
    return strays ? random.below(ITEMS) : heap + 3 * random.below(ITEMS / 3);
  });
}

export function timesOf(items: Int32Array): Float64Array {
  return Float64Array.from(items, (_, event) => 1_700_000_000_000 + event * 60_000);
}

export function turningExamples(users: number): PolicyExample[] {
  const streams = Array.from({ length: users }, (_, user) => {
    const items = turningItems(60, 20, user + 1);
    return { user, items, at: timesOf(items) };
  });
  const settings = { ...SETTINGS, novelOnly: false };
  return [...policyExamples(smallSpace(), streams, settings, RandomSource.fromSeed(1))];
}
