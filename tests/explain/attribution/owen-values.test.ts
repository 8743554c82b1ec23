import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { owenValues } from '../../../explain/attribution/owen-values.ts';
import { shapleyValues } from '../../../explain/shapley.ts';

const sizesOf = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });

/** A game that depends on its coalition in no simple way. */
function worthOf(seed: number, present: number, union: number, inside: number, sizes: number[]) {
  const full = inside === (1 << sizes[union]) - 1;
  const none = inside === 0;
  // A whole union, and none of one, are coalitions of unions.
  const unions = full ? present | (1 << union) : present;
  const key = none || full ? `${unions}` : `${present}/${union}/${inside}`;
  let hash = seed;
  for (const letter of key) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x9e3779b1) >>> 0;
  return hash / 2 ** 32;
}

test('the values of a union sum to its Shapley value among the unions, and all to the whole', () => {
  fc.assert(
    fc.property(sizesOf, fc.nat(), (sizes, seed) => {
      const worth = (present: number, union: number, inside: number) =>
        worthOf(seed, present, union, inside, sizes);
      const values = owenValues(sizes, worth);
      const coalition = (members: number) => {
        const some = sizes.findIndex((_, union) => (members >> union) & 1);
        if (some < 0) return worth(0, 0, 0);
        return worth(members & ~(1 << some), some, (1 << sizes[some]) - 1);
      };
      const quotient = shapleyValues(
        Float64Array.from({ length: 1 << sizes.length }, (_, members) => coalition(members)),
      );
      values.forEach((own, union) => {
        const sum = own.reduce((total, value) => total + value, 0);
        assert.ok(Math.abs(sum - quotient[union]) < 1e-9);
      });
    }),
  );
});

test('unions of one player each are plain Shapley values', () => {
  const game = [0, 1, 2, 5, 3, 7, 4, 11];
  const values = owenValues([1, 1, 1], (present, union, inside) => {
    return game[inside === 1 ? present | (1 << union) : present];
  });
  assert.deepEqual(
    values.map(([value]) => Math.round(value * 1e9)),
    shapleyValues(game).map((value) => Math.round(value * 1e9)),
  );
});

test('a player that changes nothing gets nothing, and equal players of a union get the same', () => {
  const values = owenValues([3, 1], (present, union, inside) => {
    const first = union === 0 ? inside : present & 1 ? 7 : 0;
    const second = union === 1 ? inside : present >> 1;
    return ((first & 1) + ((first >> 1) & 1)) * (1 + second);
  });
  assert.ok(Math.abs(values[0][0] - values[0][1]) < 1e-12);
  assert.ok(Math.abs(values[0][2]) < 1e-12);
});

test('more unions than can be explained exactly are refused', () => {
  const sizes = new Array<number>(13).fill(1);
  assert.throws(() => owenValues(sizes, () => 0), RangeError);
});
