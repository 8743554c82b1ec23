import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { populationStability } from '../../../segments/index.ts';

const sizes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pairs) => [pairs.map(([then]) => then), pairs.map(([, now]) => now)] as const);

test('groups that keep their shares have not moved, and nothing moves less than nothing', () => {
  fc.assert(
    fc.property(sizes, ([then, now]) => {
      assert.equal(populationStability(then, then), 0);
      const moved = populationStability(then, now);
      assert.ok(moved >= 0 && Number.isFinite(moved));
      assert.ok(Math.abs(moved - populationStability(now, then)) < 1e-12);
    }),
  );
});

test('a known shift: two groups of 50% and 50% that are 70% and 30%', () => {
  const moved = populationStability([5000, 5000], [7000, 3000]);
  assert.ok(Math.abs(moved - 0.2 * Math.log(0.7 / 0.5) - -0.2 * Math.log(0.3 / 0.5)) < 1e-3);
});
