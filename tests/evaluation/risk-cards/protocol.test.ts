import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CardPayments } from '../../../evaluation/suites/risk-cards/dataset.ts';
import { cardFeatures } from '../../../evaluation/suites/risk-cards/features.ts';
import {
  cardSplit,
  dailyAlerts,
  judgeCards,
} from '../../../evaluation/suites/risk-cards/protocol.ts';

const DAY_MS = 86_400_000;

function payments(
  rows: readonly (readonly [day: number, card: number, fraud: number])[],
): CardPayments {
  return {
    at: Float64Array.from(rows, ([day], row) => day * DAY_MS + row),
    day: Int32Array.from(rows, ([day]) => day),
    card: Int32Array.from(rows, ([, card]) => card),
    terminal: Int32Array.from(rows, () => 1),
    amount: Float32Array.from(rows, (_, row) => 10 + row),
    fraud: Float32Array.from(rows, ([, , fraud]) => fraud),
  };
}

test('cards known as compromised by the day are not judged', () => {
  const data = payments([
    [0, 1, 1], // in the training week: known
    [6, 2, 0],
    [9, 3, 1], // between: its report has come by day 17
    [14, 1, 1],
    [14, 2, 0],
    [16, 3, 0],
    [17, 3, 1],
  ]);
  const { train, test: judged } = cardSplit(data, 0);
  assert.deepEqual([...train], [0, 1]);
  // Card 3 is judged on day 16, and no more once the fraud of day 9 is a day past its delay.
  assert.deepEqual([...judged], [4, 5]);
});

test('a card once found is not listed again', () => {
  const data = payments([
    [14, 1, 1],
    [14, 2, 0],
    [15, 1, 1],
    [15, 2, 0],
  ]);
  const rows = Int32Array.of(0, 1, 2, 3);
  const alerts = dailyAlerts(data, rows, [0.9, 0.1, 0.8, 0.2], 1);
  assert.deepEqual(alerts, [
    { day: 14, place: 0, hit: true },
    { day: 15, place: 3, hit: false },
  ]);
  assert.equal(judgeCards(data, rows, [0.9, 0.1, 0.8, 0.2]).precision, 1 / 200);
});

test('a fraud is not known before its delay, and own amounts are known at once', () => {
  const base = [0, 1, 2, 3, 20].map((day) => [day, 1, 0] as const);
  const frauds = base.map(([day, card], row) => [day, card, row === 4 ? 1 : 0] as const);
  const rows = Int32Array.of(4);
  const [without, own] = [base, frauds].map((data) => cardFeatures(payments(data), rows));
  assert.deepEqual(own.columns, without.columns);
  const earlier = frauds.map(([day, card], row) => [day, card, row === 3 ? 1 : 0] as const);
  const known = cardFeatures(payments(earlier), rows);
  const at = known.names.indexOf('card_frauds_30d');
  assert.equal(known.columns[at][0], 1);
  assert.equal(without.columns[at][0], 0);
});
