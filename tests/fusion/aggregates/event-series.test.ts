import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventSeries, rhythmAggregates, SeriesByKey } from '../../../fusion/aggregates/index.ts';

const DAY_MS = 86_400_000;

test('a window holds what lies after its start and up to its end', () => {
  const series = new EventSeries([10, 20, 20, 30], [1, 2, 3, 4]);
  assert.deepEqual(series.between(10, 20), { count: 2, sum: 5 });
  assert.deepEqual(series.between(-Infinity, 9), { count: 0, sum: 0 });
  assert.deepEqual([series.last(9), series.last(25)], [null, 20]);
  assert.throws(() => new EventSeries([2, 1], [0, 0]), /Instant 1 lies before/);
});

test('any window sums what a loop over the events sums', () => {
  const events = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ max: 9, min: -9 })),
  );
  fc.assert(
    fc.property(events, fc.integer({ min: -5, max: 60 }), fc.nat(60), (drawn, from, length) => {
      drawn.sort(([left], [right]) => left - right);
      const series = new EventSeries(
        drawn.map(([at]) => at),
        drawn.map(([, amount]) => amount),
      );
      const inside = drawn.filter(([at]) => at > from && at <= from + length);
      const sum = inside.reduce((total, [, amount]) => total + amount, 0);
      assert.deepEqual(series.between(from, from + length), { count: inside.length, sum });
    }),
  );
});

test('keys keep apart, and a row without an amount is no event', () => {
  const series = new SeriesByKey(['a', 'b', 'a'], [1, 2, 3], (row) => (row === 2 ? Number.NaN : 7));
  assert.deepEqual(series.of('a').between(0, 9), { count: 1, sum: 7 });
  assert.deepEqual(series.of('nobody').between(0, 9), { count: 0, sum: 0 });
});

test('aggregates do not see what comes after the instant', () => {
  const days = [0, 7, 20, 40, 41, 90];
  const asOf = 60 * DAY_MS;
  const series = (own: readonly number[]) =>
    new EventSeries(
      own.map((day) => day * DAY_MS),
      own.map((day) => day + 1),
    );
  const known = days.filter((day) => day <= 60);
  assert.deepEqual(rhythmAggregates(series(days), asOf), rhythmAggregates(series(known), asOf));
  const value = (name: string) =>
    rhythmAggregates(series(days), asOf).find((aggregate) => aggregate.name === name)?.value;
  assert.equal(value('recency_days'), 19);
  assert.equal(value('log_count_28d'), Math.log1p(2));
  assert.equal(value('log_amount_period_1'), Math.log1p(41 + 42));
  // 60 days hold two whole periods, and something happened in both.
  assert.equal(value('empty_periods_share'), 0);
  assert.equal(value('log_gap_longest'), Math.log1p(20));
});

test('without events all that would need one is unknown, and counts are zero', () => {
  const values = new Map(
    rhythmAggregates(new EventSeries([], []), 0).map(({ name, value }) => [name, value]),
  );
  assert.ok(Number.isNaN(values.get('recency_days')));
  assert.ok(Number.isNaN(values.get('log_gap_mean')));
  assert.equal(values.get('log_count_28d'), 0);
});
