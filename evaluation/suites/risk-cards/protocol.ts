import { auprc, auroc } from '../../metrics/index.ts';
import type { CardPayments } from './dataset.ts';
import { LABEL_DELAY_DAYS } from './features.ts';

const WEEK = 7;
/** Cards that an investigator can look at in a day. */
export const ALERTS_A_DAY = 100;

export interface CardSplit {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Seven days of payments to learn from, then the delay, then seven days to judge: cards known as
 * compromised by then, from the training week or a fraud whose report has arrived, are left out.
 */
export function cardSplit({ day, card, fraud }: CardPayments, from: number): CardSplit {
  const rowsOf = (first: number, last: number): number[] =>
    [...day.keys()].filter((row) => day[row] >= first && day[row] < last);
  const train = rowsOf(from, from + WEEK);
  const compromised = new Set(train.filter((row) => fraud[row] === 1).map((row) => card[row]));
  const start = from + WEEK + LABEL_DELAY_DAYS;
  const test: number[] = [];
  for (let offset = 0; offset < WEEK; offset += 1) {
    const reported = start + offset - LABEL_DELAY_DAYS - 1;
    for (const row of rowsOf(reported, reported + 1)) {
      if (fraud[row] === 1) compromised.add(card[row]);
    }
    test.push(
      ...rowsOf(start + offset, start + offset + 1).filter((row) => !compromised.has(card[row])),
    );
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/** A card that stands in a day's list, with the payment that put it there. */
export interface Alert {
  readonly day: number;
  /** Place of the payment among the judged rows. */
  readonly place: number;
  readonly hit: boolean;
}

/**
 * The cards to look at, day by day: the `count` of the greatest score; cards once found fraudulent
 * are not listed again.
 * @param scores of the judged rows
 */
export function dailyAlerts(
  { day, card, fraud }: CardPayments,
  rows: Int32Array,
  scores: ArrayLike<number>,
  count = ALERTS_A_DAY,
): Alert[] {
  const found = new Set<number>();
  return [...new Set(Array.from(rows, (row) => day[row]))].flatMap((today) => {
    const best = new Map<number, number>();
    const fraudulent = new Set<number>();
    rows.forEach((row, place) => {
      if (day[row] !== today || found.has(card[row])) return;
      if (fraud[row] === 1) fraudulent.add(card[row]);
      const known = best.get(card[row]);
      if (known === undefined || scores[place] > scores[known]) best.set(card[row], place);
    });
    const listed = [...best].sort(([, left], [, right]) => scores[right] - scores[left]);
    return listed.slice(0, count).map(([own, place]) => {
      const hit = fraudulent.has(own);
      if (hit) found.add(own);
      return { day: today, place, hit };
    });
  });
}

/** Area under both curves over payments, and the share of listed cards that were fraudulent. */
export function judgeCards(
  payments: CardPayments,
  rows: Int32Array,
  scores: ArrayLike<number>,
): { auroc: number; auprc: number; precision: number } {
  const labels = Float32Array.from(rows, (row) => payments.fraud[row]);
  const alerts = dailyAlerts(payments, rows, scores);
  const days = new Set(alerts.map(({ day }) => day)).size;
  return {
    auroc: auroc(scores, labels),
    auprc: auprc(scores, labels),
    precision: alerts.filter(({ hit }) => hit).length / (days * ALERTS_A_DAY),
  };
}
