import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTime, type TimeFormat } from '../../../ingest/mapping/time.ts';
import { RecordRejection } from '../../../ingest/validate/reasons.ts';

const iso = (value: unknown, format: TimeFormat = {}): string =>
  new Date(parseTime(value, 'Field `at`', format)).toISOString();
const reason = (value: unknown, format: TimeFormat = {}): string => {
  try {
    parseTime(value, 'Field `at`', format);
  } catch (error) {
    assert.ok(error instanceof RecordRejection);
    return error.reason;
  }
  return 'none';
};

test('an instant with an offset is read as it is', () => {
  assert.equal(iso('2025-03-01T10:00:00Z'), '2025-03-01T10:00:00.000Z');
  assert.equal(iso('2025-03-01T10:00:00.250+02:00'), '2025-03-01T08:00:00.250Z');
  assert.equal(iso('2025-03-01 10:00:00+02'), '2025-03-01T08:00:00.000Z');
  assert.equal(
    iso('2025-03-01T10:00:00+0200', { timezone: 'Asia/Tokyo' }),
    '2025-03-01T08:00:00.000Z',
  );
});

test('a local time needs a zone, and takes it', () => {
  assert.equal(reason('2025-03-01T10:00:00'), 'time_zone_missing');
  assert.equal(reason('2025-03-01'), 'time_zone_missing');
  const berlin = { timezone: 'Europe/Berlin' };
  assert.equal(iso('2025-03-01 10:00:00', berlin), '2025-03-01T09:00:00.000Z');
  assert.equal(iso('2025-07-01', berlin), '2025-06-30T22:00:00.000Z');
});

test('a local time that the clocks repeat or skip always gives the same instant', () => {
  const berlin = { timezone: 'Europe/Berlin' };
  assert.equal(iso('2025-10-26T02:30:00', berlin), iso('2025-10-26T02:30:00', berlin));
  assert.equal(iso('2025-03-30T02:30:00', berlin), '2025-03-30T01:30:00.000Z');
});

test('counts since the epoch need their unit', () => {
  assert.equal(iso(1_740_823_200, { format: 'epoch_s' }), '2025-03-01T10:00:00.000Z');
  assert.equal(iso('1740823200123', { format: 'epoch_ms' }), '2025-03-01T10:00:00.123Z');
  assert.equal(iso(1_740_823_200_123_456, { format: 'epoch_us' }), '2025-03-01T10:00:00.123Z');
  assert.equal(reason(1_740_823_200), 'time_unparseable');
  assert.equal(reason('soon', { format: 'epoch_s' }), 'time_unparseable');
  assert.equal(reason(Number.NaN, { format: 'epoch_s' }), 'time_unparseable');
  assert.equal(reason(true, { format: 'epoch_s' }), 'time_unparseable');
});

test('a pattern is read in its zone', () => {
  const format = 'dd.MM.yyyy HH:mm';
  assert.equal(reason('01.03.2025 10:00', { format }), 'time_zone_missing');
  assert.equal(
    iso('01.03.2025 10:00', { format, timezone: 'Europe/Berlin' }),
    '2025-03-01T09:00:00.000Z',
  );
  assert.equal(
    iso('01.03.2025 10:00 +01:00', { format: `${format} ZZ` }),
    '2025-03-01T09:00:00.000Z',
  );
  assert.equal(reason('2025/03/01', { format, timezone: 'UTC' }), 'time_unparseable');
});

test('what is no time says so', () => {
  assert.equal(reason(undefined), 'time_missing');
  assert.equal(reason(''), 'time_missing');
  assert.equal(reason('yesterday'), 'time_unparseable');
  assert.equal(reason('2025-02-30T00:00:00Z'), 'time_unparseable');
  assert.equal(reason('2025-02-30', { timezone: 'UTC' }), 'time_unparseable');
});
