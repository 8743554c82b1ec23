import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Counter, counters } from '../../../ingest/quality/measure.ts';
import { DEFAULT_QUALITY } from '../../../ingest/quality/quality-declaration.ts';
import { qualityWarnings } from '../../../ingest/quality/warnings.ts';
import type { DailyStatistics, FieldStatistics } from '../../../store/index.ts';

const TODAY = 20_000;

/** A day of a stream: its counts, and fields with so many equal numbers. */
function day(
  number: number,
  counts: Partial<Record<Counter, number>>,
  fields: readonly FieldStatistics[] = [],
): DailyStatistics[] {
  return [...counters(counts), ...fields].map((one) => {
    return { ...one, sourceId: 'shop', stream: 'views', day: number };
  });
}

function numbers(field: string, count: number, mean: number, deviation = 1): FieldStatistics {
  return {
    field,
    counted: count,
    numbers: count,
    minimum: mean - deviation,
    maximum: mean + deviation,
    total: count * mean,
    squares: count * (mean * mean + deviation * deviation),
  };
}

const seen = (field: string, counted: number): FieldStatistics => ({
  ...numbers(field, 0, 0),
  counted,
  minimum: null,
  maximum: null,
});

const USUAL = { records: 1000, events: 1000, namedItems: 1000 };
const usualFields = [seen('browsing.view', 1000), numbers('browsing.view.value', 950, 30, 10)];

/** Four usual weeks, then what today is like. */
function judged(today: DailyStatistics[], fromDay = TODAY) {
  const past = Array.from({ length: 28 }, (_, back) =>
    day(TODAY - 28 + back, USUAL, usualFields),
  ).flat();
  return qualityWarnings([...past, ...today], TODAY, fromDay, DEFAULT_QUALITY.warn);
}

const kinds = (today: DailyStatistics[]) => judged(today).map(({ kind }) => kind);

describe('quality warnings', () => {
  test('a usual day, and a first day without any past, are quiet', () => {
    assert.deepEqual(kinds(day(TODAY, USUAL, usualFields)), []);
    const first = day(TODAY, { ...USUAL, unknownUsers: 1000 }, usualFields);
    assert.deepEqual(qualityWarnings(first, TODAY, TODAY - 6, DEFAULT_QUALITY.warn), []);
  });

  test('rejects above what is allowed, also on the first day', () => {
    const bad = day(TODAY, { records: 100, events: 80, rejected: 20 });
    const [warning] = qualityWarnings(bad, TODAY, TODAY, DEFAULT_QUALITY.warn);
    assert.equal(warning?.kind, 'rejects');
    assert.equal(warning?.message, '20 % of 100 records were turned away; 5 % are allowed.');
    assert.ok(warning?.action.includes('dead letters'));
    assert.deepEqual(
      kinds(day(TODAY, { records: 40, events: 0, rejected: 40 })),
      [],
      'a few records say nothing',
    );
  });

  test('duplicates and unknown items, against what is usual', () => {
    assert.deepEqual(kinds(day(TODAY, { records: 1000, events: 400, duplicates: 600 })), [
      'duplicates',
    ]);
    assert.deepEqual(kinds(day(TODAY, { ...USUAL, unknownItems: 300 })), ['unknown_items']);
    assert.deepEqual(kinds(day(TODAY, { ...USUAL, unknownItems: 100 })), []);
    assert.deepEqual(kinds(day(TODAY, { ...USUAL, unknownUsers: 400 })), ['unknown_users']);
    assert.deepEqual(kinds(day(TODAY, { ...USUAL, unknownUsers: 200 })), []);
  });

  test('a field that went missing, wholly or in part', () => {
    const kind = seen('browsing.view', 1000);
    const half = day(TODAY, USUAL, [kind, numbers('browsing.view.value', 500, 30, 10)]);
    const [warning] = judged(half);
    assert.equal(warning?.kind, 'nulls');
    assert.equal(
      warning?.message,
      'browsing.view.value is missing in 50 % of 1000; 5 % are usual.',
    );
    assert.deepEqual(kinds(day(TODAY, USUAL, [kind])), ['nulls']);
    assert.deepEqual(
      kinds(day(TODAY, USUAL, [kind, numbers('browsing.view.value', 850, 30, 10)])),
      [],
    );
  });

  test('numbers that are elsewhere: cents for euros', () => {
    const kind = seen('browsing.view', 1000);
    const cents = day(TODAY, USUAL, [kind, numbers('browsing.view.value', 950, 3000, 1000)]);
    const [warning] = judged(cents);
    assert.equal(warning?.kind, 'range');
    assert.deepEqual([warning?.value, warning?.usual], [3000, 30]);
    assert.deepEqual(
      kinds(day(TODAY, USUAL, [kind, numbers('browsing.view.value', 950, 40, 10)])),
      [],
    );
  });

  test('volume against the usual weekday: a quiet Sunday is no finding', () => {
    const weekly = Array.from({ length: 28 }, (_, back) => TODAY - 28 + back).flatMap((one) =>
      day(one, { records: one % 7 === TODAY % 7 ? 100 : 1000 }),
    );
    const with_ = (records: number) =>
      qualityWarnings(
        [...weekly, ...day(TODAY, { records })],
        TODAY,
        TODAY,
        DEFAULT_QUALITY.warn,
      ).map(({ kind }) => kind);
    assert.deepEqual(with_(120), []);
    assert.deepEqual(with_(1000), ['volume']);
    assert.deepEqual(with_(10), [], 'today is not over');
  });

  test('a day that stayed nearly empty is found once it is over', () => {
    const few = [...day(TODAY - 1, { records: 100 }), ...day(TODAY, USUAL, usualFields)];
    const past = Array.from({ length: 27 }, (_, back) =>
      day(TODAY - 28 + back, USUAL, usualFields),
    ).flat();
    const found = qualityWarnings([...past, ...few], TODAY, TODAY - 6, DEFAULT_QUALITY.warn);
    assert.deepEqual(
      found.map(({ kind, day }) => [kind, day]),
      [['volume', TODAY - 1]],
    );
  });

  test('silence that lasts longer than twice the longest pause', () => {
    const rows = [8, 7, 6, 5].flatMap((back) => day(TODAY - back, { records: 10 }));
    const found = qualityWarnings(rows, TODAY, TODAY, DEFAULT_QUALITY.warn);
    assert.deepEqual(
      found.map(({ kind, value, usual }) => [kind, value, usual]),
      [['freshness', 5, 1]],
    );
    const weekly = [22, 15, 8].flatMap((back) => day(TODAY - back, { records: 10 }));
    assert.deepEqual(qualityWarnings(weekly, TODAY, TODAY, DEFAULT_QUALITY.warn), []);
  });
});
