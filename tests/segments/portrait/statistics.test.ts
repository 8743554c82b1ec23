import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compareMeans,
  intervalOf,
  momentsOf,
} from '../../../segments/portrait/statistics/compare-means.ts';
import { discover } from '../../../segments/portrait/statistics/false-discovery.ts';
import {
  momentsOfCount,
  shareDifference,
} from '../../../segments/portrait/statistics/share-difference.ts';
import { studentCritical, studentTail } from '../../../segments/portrait/statistics/student-t.ts';

const near = (found: number, wanted: number, tolerance: number) =>
  assert.ok(Math.abs(found / wanted - 1) < tolerance, `${found} is not ${wanted}`);

test("Student's t agrees with R", () => {
  near(studentTail(4, 5), 0.010323415480831, 1e-12);
  near(studentTail(1, 1), 0.5, 1e-12);
  near(studentTail(1.96, 1e6), 0.0499960676, 1e-8);
  near(studentCritical(0.05, 1), 12.7062047361747, 1e-12);
  near(studentCritical(5e-5, 5), 12.8928253155503, 1e-9);
  near(studentCritical(0.01, 30), 2.75, 1e-4);
  assert.throws(() => studentCritical(0, 5), RangeError);
  fc.assert(
    fc.property(
      fc.double({ min: -8, max: -0.02, noNaN: true }),
      fc.integer({ min: 1, max: 5000 }),
      (logarithm, freedom) => {
        const probability = 10 ** logarithm;
        near(studentTail(studentCritical(probability, freedom), freedom), probability, 1e-8);
      },
    ),
  );
});

test("corrected p-values are R's p.adjust(method = 'BY')", () => {
  const { adjusted, found, miss } = discover([0.01, 0.02, 0.03, 0.04, 0.05], 0.05);
  for (const value of adjusted) near(value, 0.114166666667, 1e-10);
  assert.deepEqual([found.includes(true), miss], [false, null]);
  const some = discover([0.5, 1e-6, 0.002, 0.9], 0.05);
  assert.deepEqual([...some.found], [false, true, true, false]);
  near(some.adjusted[1], (1e-6 * 4 * 25) / 12, 1e-10);
  near(some.adjusted[2], (0.002 * 4 * 25) / 12 / 2, 1e-10);
  near(some.miss!, (2 * 0.05) / (4 * (25 / 12)), 1e-10);
  assert.deepEqual([...discover([], 0.05).found], []);
});

test('means are compared alike in any unit, and equal values are no difference', () => {
  // The square of a smaller number than that is 0 in a double, whatever the unit.
  const number = fc
    .double({ min: -10, max: 10, noNaN: true })
    .map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
  const values = fc.array(number, { minLength: 3, maxLength: 30 });
  const moments = (list: readonly number[]) => momentsOf(Float64Array.from(list), [...list.keys()]);
  fc.assert(
    fc.property(values, values, (left, right) => {
      const found = compareMeans(moments(left), moments(right));
      const other = compareMeans(
        moments(left.map((value) => 8 * value)),
        moments(right.map((value) => 8 * value)),
      );
      assert.equal(found === null, other === null);
      if (found === null || other === null) return;
      assert.ok(found.p >= 0 && found.p <= 1);
      assert.ok(Math.abs(found.p - other.p) < 1e-9);
      // The interval at the p-value itself just touches zero.
      const [low, high] = intervalOf(found, Math.min(0.999, Math.max(1e-9, found.p)));
      if (found.p > 1e-6 && found.p < 0.99) {
        assert.ok(
          Math.min(Math.abs(low), Math.abs(high)) < 1e-6 * (1 + Math.abs(found.difference)),
        );
      }
    }),
  );
  assert.equal(compareMeans(moments([3, 3, 3]), moments([3, 3])), null);
  assert.equal(compareMeans(moments([0.1, 0.1, 0.1]), moments([0.1 + 1e-17, 0.1])), null);
  assert.equal(compareMeans(moments([1]), moments([1, 2, 3])), null);
  const nothing = momentsOf(Float64Array.of(Number.NaN, Number.NaN), [0, 1]);
  assert.deepEqual(nothing, { count: 0, mean: 0, variance: 0 });
});

test('a few members who happen to be alike prove nothing', () => {
  // One in twenty of the others has it, none of six members: that is what chance gives.
  const { apart } = shareDifference(momentsOfCount(0, 6), momentsOfCount(100, 2000), 0.05);
  assert.equal(apart, false);
  assert.equal(
    shareDifference(momentsOfCount(60, 60), momentsOfCount(100, 2000), 0.05).apart,
    true,
  );
  const alone = shareDifference(momentsOfCount(3, 8), momentsOfCount(0, 0), 0.05);
  assert.deepEqual([alone.low, alone.high, alone.apart], [-1, 1, false]);
  const same = shareDifference(momentsOfCount(8, 8), momentsOfCount(9, 9), 0.05);
  assert.deepEqual([same.low, same.high, same.apart], [0, 0, false]);
});
