import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type NumberFormat, parseNumber } from '../../../ingest/mapping/number.ts';
import { RecordRejection } from '../../../ingest/validate/reasons.ts';

const plain: NumberFormat = { as: 'number' };
const money: NumberFormat = { as: 'money' };
const read = (value: unknown, format = plain): number => parseNumber(value, 'field `n`', format);
const rejects = (value: unknown, format: NumberFormat, reason: string): void => {
  assert.throws(
    () => read(value, format),
    (error) => error instanceof RecordRejection && error.reason === reason,
  );
};

test('numbers and their text', () => {
  assert.equal(read(3.5), 3.5);
  assert.equal(read(' -12.50 '), -12.5);
  assert.equal(read('1e3'), 1000);
  assert.equal(read('12,5', { as: 'number', decimal: ',' }), 12.5);
  assert.ok(Object.is(read('-0'), 0));
});

test('NaN and the infinite are refused as such', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'NaN', '-inf', 'Infinity', '1e999']) {
    rejects(value, plain, 'number_not_finite');
  }
});

test('what is no number is refused', () => {
  for (const value of ['', 'abc', '12 apples', '0x10', '1,234.50', null, [1], true]) {
    rejects(value, plain, 'number_unparseable');
  }
});

test('money drops signs, codes and group separators', () => {
  assert.equal(read('€ 1,234.50', money), 1234.5);
  assert.equal(read('1.234,50 EUR', { as: 'money', decimal: ',' }), 1234.5);
  assert.equal(read("CHF 1'000", money), 1000);
  assert.equal(read('(12.00)', money), -12);
  rejects('free', money, 'number_unparseable');
});

test('the text of every finite number reads back as that number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(read(String(value)), value === 0 ? 0 : value);
    }),
  );
});
