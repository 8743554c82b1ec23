import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ForgettingBank } from '../../../fusion/adaptation/forgetting-bank.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';

const KEPT = [0.3, 0.5, 0.8, 0.95, 1];
const random = RandomSource.fromSeed(3);
const rowsOf = (events: number, width: number) =>
  Array.from({ length: events }, () => Float64Array.from({ length: width }, () => random.normal()));

/** One event after the other, one rate after the other. */
function expectedOf(rows: readonly Float64Array[], width: number): number[] {
  return KEPT.flatMap((keep) => {
    const sums = new Array<number>(width).fill(0);
    for (const row of rows) for (let k = 0; k < width; k += 1) sums[k] = keep * sums[k] + row[k];
    return sums;
  });
}

const ratesOf = (bank: ForgettingBank, width: number) =>
  Array.from(bank.sums.subarray(0, KEPT.length * width));

describe('a forgetting bank', () => {
  it('adds up the same to the last bit, however many events come at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 37 }),
        fc.array(fc.nat(9), { maxLength: 6 }),
        (width, batches) => {
          const bank = new ForgettingBank(KEPT, width);
          const rows = batches.map((events) => rowsOf(events, width));
          for (const batch of rows) bank.remember(batch);
          assert.deepEqual(ratesOf(bank, width), expectedOf(rows.flat(), width));
        },
      ),
    );
  });

  it('keeps its sums while hundreds of others take turns with it', () => {
    const width = 300;
    const banks = Array.from({ length: 600 }, () => new ForgettingBank(KEPT, width));
    const rows = banks.map(() => rowsOf(3, width));
    for (let event = 0; event < 3; event += 1) {
      banks.forEach((bank, at) => {
        bank.remember([rows[at][event]]);
      });
    }
    banks.forEach((bank, at) => {
      assert.deepEqual(ratesOf(bank, width), expectedOf(rows[at], width));
    });
  });

  it('forgets everything, wherever its sums are', () => {
    const width = 300;
    const [bank, ...others] = Array.from({ length: 400 }, () => new ForgettingBank(KEPT, width));
    const rows = rowsOf(2, width);
    for (const isAway of [false, true]) {
      bank.remember(rowsOf(5, width));
      if (isAway) for (const other of others) other.remember(rows);
      bank.clear();
      bank.remember(rows);
      assert.deepEqual(ratesOf(bank, width), expectedOf(rows, width));
    }
  });

  it('refuses rows of another width, and takes in none of them', () => {
    const bank = new ForgettingBank(KEPT, 3);
    bank.remember(rowsOf(1, 3));
    const before = ratesOf(bank, 3);
    for (const width of [2, 4]) {
      assert.throws(() => bank.remember([...rowsOf(1, 3), ...rowsOf(1, width)]), RangeError);
    }
    assert.deepEqual(ratesOf(bank, 3), before);
  });

  it('mixes its rates with what is added to all', () => {
    const [width, count] = [11, 7];
    const bank = new ForgettingBank(KEPT, width);
    const rows = rowsOf(6, width);
    bank.remember(rows);
    const weights = [0, 0.5, 0, 2, 1];
    const base = rowsOf(1, count)[0];
    bank.mix(count, weights, base, 0.25);
    const sums = expectedOf(rows, width);
    const expected = Array.from(base, (number, k) =>
      weights.reduce((sum, weight, rate) => sum + weight * sums[rate * width + k], 0.25 * number),
    );
    const mixed = Array.from(bank.sums.subarray(KEPT.length * width, KEPT.length * width + count));
    assert.deepEqual(mixed, expected);
    const [sum] = bank.raised(KEPT.length, count, 1, 0.5);
    const raised = expected.reduce((total, number) => total + Math.exp(number - 0.5), 0);
    assert.ok(Math.abs(sum - raised) <= 1e-13 * raised);
  });
});
