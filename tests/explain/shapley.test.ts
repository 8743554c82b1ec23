import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shapleyValues } from '../../explain/index.ts';

const games = fc.integer({ min: 1, max: 6 }).chain((players) =>
  fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
    minLength: 1 << players,
    maxLength: 1 << players,
  }),
);

test('shares sum to the worth of all less that of nobody', () => {
  fc.assert(
    fc.property(games, (values) => {
      const sum = shapleyValues(values).reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(sum - (values[values.length - 1] - values[0])) < 1e-9);
    }),
  );
});

test('renaming the players renames the shares', () => {
  fc.assert(
    fc.property(games, (values) => {
      const players = Math.log2(values.length);
      // Player i becomes player (i + 1) mod players.
      const rotate = (coalition: number) =>
        ((coalition << 1) | (coalition >> (players - 1))) & (values.length - 1);
      const renamed = new Float64Array(values.length);
      for (let coalition = 0; coalition < values.length; coalition += 1) {
        renamed[rotate(coalition)] = values[coalition];
      }
      const before = shapleyValues(values);
      const after = shapleyValues(renamed);
      before.forEach((share, player) => {
        assert.ok(Math.abs(share - after[(player + 1) % players]) < 1e-9);
      });
    }),
  );
});

test('who changes nothing gets nothing, and the textbook glove game comes out', () => {
  fc.assert(
    fc.property(games, (values) => {
      const withNobody = [...values, ...values];
      assert.ok(Math.abs(shapleyValues(withNobody).at(-1) ?? 1) < 1e-12);
    }),
  );
  // Player 0 holds a left glove, 1 and 2 a right one each; a pair is worth 1.
  const [left, right, other] = shapleyValues([0, 0, 0, 1, 0, 1, 0, 1]);
  assert.ok(Math.abs(left - 2 / 3) < 1e-12);
  assert.ok(Math.abs(right - 1 / 6) < 1e-12 && Math.abs(other - 1 / 6) < 1e-12);
  assert.throws(() => shapleyValues([1, 2, 3]), RangeError);
});
