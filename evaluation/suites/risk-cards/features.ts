import { type EventSeries, SeriesByKey } from '../../../fusion/aggregates/event-series.ts';
import {
  type FeatureColumn,
  type FeatureTable,
  featureTable,
} from '../../../fusion/heads/feature-table.ts';
import { type CardPayments, DAY_MS } from './dataset.ts';

/** A fraud is known so many days after the payment. */
export const LABEL_DELAY_DAYS = 7;
/** A payment so many times the card's usual amount is unusually large. */
const LARGE = 2.5;

/**
 * What is known of each payment at its own instant: amounts of the card and the terminal up to and
 * with this payment, and frauds that were reported by then.
 * @param rows which payments
 */
export function cardFeatures(payments: CardPayments, rows: Int32Array): FeatureTable {
  const { at, card, terminal, amount, fraud } = payments;
  const window = (series: EventSeries, row: number, days: number, delay = 0) =>
    series.between(at[row] - (delay + days) * DAY_MS, at[row] - delay * DAY_MS);
  const byCard = new SeriesByKey(card, at, (row) => amount[row]);
  const cardMean = (row: number, days: number): number => {
    const { sum, count } = window(byCard.of(card[row]), row, days);
    return sum / count;
  };
  const times = (row: number): number => amount[row] / Math.max(cardMean(row, 30), 0.01);
  return featureTable([
    ...paymentFeatures(payments, rows),
    ...cardFeatureColumns(),
    ...terminalFeatureColumns(),
  ]);

  function cardFeatureColumns(): FeatureColumn[] {
    const frauds = new SeriesByKey(card, at, (row) => fraud[row]);
    const squares = new SeriesByKey(card, at, (row) => amount[row] ** 2);
    const large = new SeriesByKey(card, at, (row) => (times(row) > LARGE ? 1 : 0));
    const column = (name: string, value: (row: number) => number): FeatureColumn => ({
      name,
      group: 'card',
      values: Float64Array.from(rows, value),
    });
    const deviation = (row: number): number => {
      const { sum, count } = window(squares.of(card[row]), row, 30);
      return Math.sqrt(Math.max(sum / count - cardMean(row, 30) ** 2, 1));
    };
    const against = (row: number, days: number): number =>
      cardMean(row, days) / Math.max(cardMean(row, 30), 0.01);
    return [
      ...[1, 7, 30].flatMap((days) => [
        column(`card_payments_${days}d`, (row) => window(byCard.of(card[row]), row, days).count),
        column(`card_mean_amount_${days}d`, (row) => cardMean(row, days)),
      ]),
      column('amount_against_usual', times),
      column('amount_deviations', (row) => (amount[row] - cardMean(row, 30)) / deviation(row)),
      column('day_against_usual', (row) => against(row, 1)),
      column('week_against_usual', (row) => against(row, 7)),
      ...[7, 14].map((days) =>
        column(`card_large_payments_${days}d`, (row) => window(large.of(card[row]), row, days).sum),
      ),
      ...[7, 30].map((days) =>
        column(
          `card_frauds_${days}d`,
          (row) => window(frauds.of(card[row]), row, days, LABEL_DELAY_DAYS).sum,
        ),
      ),
    ];
  }

  function terminalFeatureColumns(): FeatureColumn[] {
    const byTerminal = new SeriesByKey(terminal, at, (row) => amount[row]);
    const frauds = new SeriesByKey(terminal, at, (row) => fraud[row]);
    const onlyFrauds = new SeriesByKey(terminal, at, (row) => (fraud[row] === 1 ? 1 : Number.NaN));
    const genuine = new SeriesByKey(terminal, at, (row) => (fraud[row] === 0 ? 1 : Number.NaN));
    const column = (name: string, value: (row: number) => number): FeatureColumn => ({
      name,
      group: 'terminal',
      values: Float64Array.from(rows, value),
    });
    const delayed = (row: number, days: number) =>
      window(frauds.of(terminal[row]), row, days, LABEL_DELAY_DAYS);
    const daysSince = (series: SeriesByKey, row: number): number => {
      const last = series.of(terminal[row]).last(at[row] - LABEL_DELAY_DAYS * DAY_MS);
      return last === null ? Number.NaN : (at[row] - last) / DAY_MS;
    };
    return [
      ...[1, 7, 30].map((days) =>
        column(`terminal_known_payments_${days}d`, (row) => delayed(row, days).count),
      ),
      ...[1, 3, 7, 14, 30].map((days) =>
        column(`terminal_fraud_share_${days}d`, (row) => {
          const { sum, count } = delayed(row, days);
          return count > 0 ? sum / count : 0;
        }),
      ),
      column('terminal_frauds_21d', (row) => delayed(row, 21).sum),
      column('days_since_terminal_fraud', (row) => daysSince(onlyFrauds, row)),
      column('days_since_terminal_genuine', (row) => daysSince(genuine, row)),
      column('terminal_mean_amount_7d', (row) => {
        const { sum, count } = window(byTerminal.of(terminal[row]), row, 7);
        return sum / count;
      }),
      column('terminal_payments_1d', (row) => window(byTerminal.of(terminal[row]), row, 1).count),
    ];
  }
}

function paymentFeatures({ at, amount }: CardPayments, rows: Int32Array): FeatureColumn[] {
  const column = (name: string, value: (row: number) => number): FeatureColumn => ({
    name,
    group: 'payment',
    values: Float64Array.from(rows, value),
  });
  return [
    column('amount', (row) => amount[row]),
    column('weekend', (row) => ([0, 6].includes(new Date(at[row]).getUTCDay()) ? 1 : 0)),
    column('night', (row) => (new Date(at[row]).getUTCHours() <= 6 ? 1 : 0)),
  ];
}
