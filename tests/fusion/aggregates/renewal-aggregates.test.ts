import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventSeries, renewalAggregates } from '../../../fusion/aggregates/index.ts';

const DAY_MS = 86_400_000;
const PERIOD = 28;

const valuesOf = (days: readonly number[], asOfDay: number): Record<string, number> => {
  const at = days.map((day) => day * DAY_MS);
  const aggregates = renewalAggregates(new EventSeries(at, at), asOfDay * DAY_MS, PERIOD);
  return Object.fromEntries(aggregates.map(({ name, value }) => [name, value]));
};
const every = (gap: number, until: number): number[] =>
  Array.from({ length: Math.floor(until / gap) + 1 }, (_, place) => place * gap);

test('the same wait says more of whoever comes often than of whoever comes rarely', () => {
  const often = valuesOf(every(2, 180), 190);
  const rarely = valuesOf(every(30, 180), 190);
  // Ten days are nothing beside a month; after five times the usual gap the end may be near.
  assert.ok(often.log_wait_goes_on > rarely.log_wait_goes_on);
  // At the usual gap's length both will most likely be seen within four weeks, the frequent one sooner.
  assert.ok(valuesOf(every(2, 188), 190).log_wait_goes_on < rarely.log_wait_goes_on);
});

test('a known answer: a wait among log-normal gaps, as the normal distribution has it', () => {
  // A single day has no gaps, so the prior alone speaks: median e^1.6 days, log-variance .8.
  const { log_wait_goes_on: value } = valuesOf([100], 105);
  // 1 - Phi((ln 33 - 1.6) / sqrt .8) = .0169879, 1 - Phi((ln 5 - 1.6) / sqrt .8) = .4957905.
  assert.ok(Math.abs(value - Math.log((0.0169879 + 1e-4) / (0.4957905 + 1e-4))) < 1e-4);
});

test('a change of habit is seen in the latest gaps sooner than in all of them', () => {
  const slower = [...every(3, 180), 200, 220, 240, 260];
  const now = valuesOf(slower, 270);
  const before = valuesOf(every(3, 180), 190);
  assert.ok(now.log_wait_goes_on_lately > now.log_wait_goes_on);
  assert.ok(now.gap_spread_lately > before.gap_spread_lately);
});

test('events after the instant and hours of a day change nothing; without events nothing is known', () => {
  const days = every(5, 100);
  assert.deepEqual(valuesOf([...days, 140, 141], 120), valuesOf(days, 120));
  assert.deepEqual(
    valuesOf([...days.slice(0, -1), 99.9, 100], 120).gap_spread_lately,
    valuesOf([...days.slice(0, -1), 99.2, 100], 120).gap_spread_lately,
  );
  assert.ok(Object.values(valuesOf([], 120)).every(Number.isNaN));
});
