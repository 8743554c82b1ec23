import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  thresholdForPrecision,
  thresholdForSize,
} from '../../../segments/scored/choose-threshold.ts';
import { measure } from '../../../segments/scored/measure.ts';
import { wilsonInterval } from '../../../segments/wilson-interval.ts';

const value = fc.integer({ min: 0, max: 30 }).map((step) => step / 30);
const outcome = fc.record({ value, label: fc.constantFrom(0, 1) });
const held = { on: 'LATER_TIME', from: 0, until: 1 } as const;

function outcomesOf(rows: readonly { readonly value: number; readonly label: number }[]) {
  return {
    values: Float32Array.from(rows, (row) => row.value),
    labels: Float32Array.from(rows, (row) => row.label),
  };
}

test('a size is never exceeded, and only ties keep it from being reached', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 80 }),
      (values, size) => {
        const threshold = thresholdForSize(values, size);
        const above = (at: number) => values.filter((own) => own >= at).length;
        if (threshold === null) {
          assert.ok(above(Math.max(...values)) > size);
          return;
        }
        assert.ok(above(threshold) <= size);
        const next = Math.max(...values.filter((own) => own < threshold), -1);
        if (next >= 0) assert.ok(above(next) > size);
      },
    ),
  );
  assert.equal(thresholdForSize([0.5, 0.5, 0.5], 2), null);
});

test('a precision holds where it was chosen, with 20 users or more, or is more than the best', () => {
  fc.assert(
    fc.property(
      fc.array(outcome, { minLength: 20, maxLength: 120 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (rows, precision) => {
        const outcomes = outcomesOf(rows);
        const { threshold, reachable } = thresholdForPrecision(outcomes, precision);
        const at = (from: number) => measure(outcomes, from, held, true);
        if (threshold !== null) {
          const { selected, precision: reached } = at(threshold);
          assert.ok(selected >= 20 && reached! >= precision);
          return;
        }
        const best = [...new Set(outcomes.values)]
          .map(at)
          .filter(({ selected }) => selected >= 20)
          .reduce((most, measured) => Math.max(most, measured.precision!), 0);
        assert.equal(reachable, best);
        assert.ok(best < precision);
      },
    ),
  );
});

test('what is measured is what a person would count', () => {
  const outcomes = outcomesOf([
    { value: 0.9, label: 1 },
    { value: 0.8, label: 0 },
    { value: 0.7, label: 1 },
    { value: 0.2, label: 0 },
    { value: 0.1, label: 0 },
  ]);
  const { precision, recall, lift, auroc, selected, hits } = measure(outcomes, 0.75, held, true);
  assert.deepEqual([selected, hits, precision, recall, lift], [2, 1, 0.5, 0.5, 0.5 / 0.4]);
  assert.equal(auroc, 5 / 6);
  const nobody = measure(outcomes, 0.95, held, false);
  assert.deepEqual([nobody.precision, nobody.lift, nobody.calibrationError], [null, null, null]);
  const [low, high] = wilsonInterval(1, 2);
  assert.ok(low < 0.1 && high > 0.9);
});
