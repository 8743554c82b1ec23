import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitSequences, type SequenceEncoder } from '../../../fusion/sequences/index.ts';
import { groupByLength, padSequences } from '../../../fusion/sequences/sequence-batch.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const ITEMS = 12;
const SMALL = {
  dimension: 16,
  blocks: 1,
  length: 8,
  dropout: 0.1,
  negatives: 8,
  batchPositions: 120,
  learningRate: 0.01,
};

/** Walks round a ring of items, one step or, for users who began with item 0, two. */
function ringWalks(count: number): Int32Array[] {
  const random = RandomSource.fromSeed(3);
  return Array.from({ length: count }, () => {
    const step = 1 + random.below(2);
    const start = random.below(ITEMS);
    return Int32Array.from({ length: 4 + random.below(5) }, (_, at) => (start + at * step) % ITEMS);
  });
}

function bestNext(encoder: SequenceEncoder, sequence: readonly number[]): number {
  const vector = encoder.encode([Int32Array.from(sequence)]);
  const { dimension, values } = encoder.items;
  const scores = Array.from({ length: ITEMS }, (_, item) =>
    vector.reduce((sum, value, axis) => sum + value * values[item * dimension + axis], 0),
  );
  return scores.indexOf(Math.max(...scores));
}

describe('fitSequences', () => {
  it('learns what only the last two items together tell', async () => {
    const { encoder, curve } = await fitSequences(ringWalks(150), ITEMS, { ...SMALL, epochs: 25 });
    assert.ok(curve[curve.length - 1] < curve[0] / 2, `the loss fell to ${curve.at(-1)} only`);
    assert.equal(bestNext(encoder, [2, 3, 4]), 5);
    assert.equal(bestNext(encoder, [2, 4, 6]), 8);
    assert.equal(bestNext(encoder, [11, 0, 1]), 2);
  });

  it('gives the same weights by the same seed', async () => {
    const walks = ringWalks(20);
    const [first, second] = [
      await fitSequences(walks, ITEMS, { ...SMALL, epochs: 2 }),
      await fitSequences(walks, ITEMS, { ...SMALL, epochs: 2 }),
    ];
    assert.deepEqual(first.encoder.flat, second.encoder.flat);
    assert.deepEqual(first.encoder.items.values, second.encoder.items.values);
  });

  it('encodes a sequence alone as among others, and reads its last items only', async () => {
    const { encoder } = await fitSequences(ringWalks(20), ITEMS, { ...SMALL, epochs: 1 });
    const sequences = [[3], [1, 2, 3, 4, 5], [], [9, 8]].map((own) => Int32Array.from(own));
    const together = encoder.encode(sequences);
    sequences.forEach((own, row) => {
      const alone = encoder.encode([own]);
      alone.forEach((value, axis) => {
        assert.ok(Math.abs(value - together[row * SMALL.dimension + axis]) < 1e-5);
      });
    });
    assert.ok(encoder.encode([new Int32Array(0)]).every((value) => value === 0));
    const long = Int32Array.from({ length: 20 }, (_, at) => at % ITEMS);
    assert.deepEqual(encoder.encode([long]), encoder.encode([long.subarray(-SMALL.length)]));
  });

  it('stops when asked to', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    await assert.rejects(fitSequences(ringWalks(20), ITEMS, SMALL, { signal: stop }), /enough/);
  });
});

describe('batches of sequences', () => {
  it('aim at the next item, pad at the end, and count places from the end', () => {
    const sequences = [
      [7, 8, 9, 10],
      [1, 2],
    ].map((own) => Int32Array.from(own));
    const batch = padSequences(sequences, 2, true);
    assert.deepEqual([...batch.items], [8, 9, 1, -1]);
    assert.deepEqual([...batch.targets], [9, 10, 2, -1]);
    assert.deepEqual([...batch.places], [1, 0, 0, 0]);
  });

  it('hold every sequence that has a next item once, within the positions asked for', () => {
    const walks = [...ringWalks(40), Int32Array.of(3)];
    const groups = groupByLength(walks, 30, 8, RandomSource.fromSeed(1));
    const rows = groups.flat().sort((left, right) => left - right);
    assert.deepEqual(rows, [...walks.keys()].slice(0, 40));
    for (const group of groups) {
      const longest = Math.max(...group.map((row) => Math.min(walks[row].length - 1, 8)));
      assert.ok(group.length === 1 || longest * group.length <= 30);
    }
  });
});
