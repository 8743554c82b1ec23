import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coalitionShares } from '../../../fusion/model/shapley.ts';

const vector = fc
  .tuple(fc.float({ min: -2, max: 2, noNaN: true }), fc.float({ min: -2, max: 2, noNaN: true }))
  .map((values) => Float32Array.from(values));
const bend = (sum: Float32Array) => Math.tanh(sum[0]) * 2 - Math.tanh(sum[1] * sum[0]);

test('shares sum to what all players together change, and do not depend on their order', () => {
  fc.assert(
    fc.property(vector, fc.array(vector, { minLength: 1, maxLength: 5 }), (base, players) => {
      const shares = coalitionShares(base, players, bend);
      const whole = players.reduce(
        (sum, player) => sum.map((value, at) => value + player[at]),
        base,
      );
      const total = shares.reduce((sum, share) => sum + share, 0);
      assert.ok(Math.abs(total - (bend(whole) - bend(base))) < 1e-5);
      const turned = coalitionShares(base, [...players].reverse(), bend).reverse();
      shares.forEach((share, index) => {
        assert.ok(Math.abs(share - turned[index]) < 1e-5);
      });
    }),
  );
});

test('a player that changes nothing gets nothing, equal players get equal shares', () => {
  const shares = coalitionShares(
    Float32Array.of(0.3, -0.2),
    [Float32Array.of(0, 0), Float32Array.of(1, 0.5), Float32Array.of(1, 0.5)],
    bend,
  );
  assert.equal(shares[0], 0);
  assert.ok(Math.abs(shares[1] - shares[2]) < 1e-12);
});

test('too many players for exact shares are refused', () => {
  const players = Array.from({ length: 13 }, () => new Float32Array(2));
  assert.throws(() => coalitionShares(new Float32Array(2), players, bend), /the limit is 12/);
});
