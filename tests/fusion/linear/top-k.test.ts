import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { topK } from '../../../fusion/linear/index.ts';
import { MOST_SCORES } from '../../../fusion/linear/top-k.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';

describe('topK', () => {
  // Few distinct ones, so that many are equal.
  const scores = fc.array(fc.constantFrom(-1.5, -0, 0, 0.25, 1, 2, Number.NEGATIVE_INFINITY));

  it('finds what sorting all finds, equal scores in the order of their places', () => {
    fc.assert(
      fc.property(scores, fc.nat(40), fc.nat(40), (values, end, count) => {
        const length = Math.min(end, values.length);
        const places = Array.from({ length }, (_, place) => place);
        const expected = places
          .sort((left, right) =>
            values[left] === values[right] ? 0 : values[right] - values[left],
          )
          .slice(0, count);
        for (const kind of [values, Float64Array.from(values), Float32Array.from(values)]) {
          assert.deepEqual([...topK(kind, length, count)], expected);
        }
      }),
    );
  });

  // Of long ones a sample says what need not be sorted: whatever the order is, and if the sample misleads.
  for (const length of [127, 128, 129, 512, 1000, 5000]) {
    const random = RandomSource.fromSeed(length);
    const kinds = {
      'by chance': (_: number) => random.normal(),
      ascending: (place: number) => place,
      descending: (place: number) => -place,
      'mostly equal': () => Math.max(0, Math.floor(20 * random.uniform()) - 17),
      'all equal': () => 3,
      'rarely finite': (place: number) => (place % 7 === 0 ? place % 70 : Number.NEGATIVE_INFINITY),
      'great between the sampled': (place: number) =>
        place % Math.max(4, length >> 7) === 1 ? 1 + random.uniform() : random.uniform(),
      'great where sampled': (place: number) =>
        place % Math.max(4, length >> 7) === 0 ? 1 + random.uniform() : random.uniform(),
    };
    for (const [kind, score] of Object.entries(kinds)) {
      it(`finds the best of ${length} scores, ${kind}`, () => {
        const scores = Float64Array.from({ length }, (_, place) => score(place));
        const sorted = [...scores.keys()].sort(
          (left, right) =>
            Number(scores[left] < scores[right]) - Number(scores[left] > scores[right]),
        );
        for (const count of [
          1,
          20,
          length >> 3,
          length >> 1,
          (length >> 1) + 1,
          length - 1,
          length,
        ]) {
          assert.deepEqual([...topK(scores, length, count)], sorted.slice(0, count));
        }
      });
    }
  }

  it('ranks lists that the kernels are not given', () => {
    const length = MOST_SCORES + 1;
    const scores = Float64Array.from({ length }, (_, place) => (place * 7919) % 1000);
    const expected = Array.from(scores.keys())
      .sort((one, other) => scores[other] - scores[one] || one - other)
      .slice(0, 700);
    assert.deepEqual(Array.from(topK(scores, length, 700)), expected);
  });

  it('refuses a length beyond the scores', () => {
    assert.throws(() => topK(Float64Array.of(1, 2), 3, 1), RangeError);
  });

  it('leaves the scores as they are', () => {
    const values = Float64Array.of(1, 3, 2, 3);
    topK(values, 4, 2);
    assert.deepEqual(values, Float64Array.of(1, 3, 2, 3));
  });
});
