import type { RandomSource } from '../tensor/index.ts';

/** Sequences padded at the end to the longest of them. */
export interface SequenceBatch {
  readonly sequences: number;
  readonly length: number;
  /** [sequences · length], -1 where padded. */
  readonly items: Int32Array;
  /** What came after each item, [sequences · length], -1 where padded or unknown. */
  readonly targets: Int32Array;
  /** Each item's place from the end of its sequence, [sequences · length]. */
  readonly places: Int32Array;
}

/**
 * Pads sequences, the last `most` items of each.
 * @param withTargets whether the last item is there to be foretold only
 */
export function padSequences(
  sequences: readonly Int32Array[],
  most: number,
  withTargets: boolean,
): SequenceBatch {
  const ahead = withTargets ? 1 : 0;
  const cut = sequences.map((items) => items.subarray(Math.max(0, items.length - most - ahead)));
  const length = Math.max(1, ...cut.map((items) => items.length - ahead));
  const items = new Int32Array(cut.length * length).fill(-1);
  const targets = new Int32Array(cut.length * length).fill(-1);
  const places = new Int32Array(cut.length * length);
  cut.forEach((own, row) => {
    const count = own.length - ahead;
    for (let place = 0; place < count; place += 1) {
      const at = row * length + place;
      items[at] = own[place];
      targets[at] = place + 1 < own.length ? own[place + 1] : -1;
      places[at] = count - 1 - place;
    }
  });
  return { sequences: cut.length, length, items, targets, places };
}

/** Groups of sequences of like length, in random order, about `positions` positions each. */
export function groupByLength(
  sequences: readonly Int32Array[],
  positions: number,
  most: number,
  random: RandomSource,
): number[][] {
  const lengths = sequences.map((items) => Math.min(items.length, most + 1));
  // A little noise keeps the same sequences from meeting in every epoch.
  const keys = lengths.map((length) => length + random.uniform() * (1 + length / 4));
  const order = [...sequences.keys()]
    .filter((row) => lengths[row] > 1)
    .sort((left, right) => keys[left] - keys[right]);
  const groups: number[][] = [];
  let group: number[] = [];
  let longest = 0;
  for (const row of order) {
    const next = Math.max(longest, lengths[row] - 1);
    if (group.length > 0 && next * (group.length + 1) > positions) {
      groups.push(group);
      group = [];
      longest = 0;
    }
    group.push(row);
    longest = Math.max(longest, lengths[row] - 1);
  }
  if (group.length > 0) groups.push(group);
  return random.shuffle(groups);
}
