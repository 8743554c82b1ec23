import type { UserHistory } from '../../data/user-history.ts';
import { categoryFeatureNames, categoryFeatures } from '../category-features.ts';
import { clockFeatureNames, clockFeatures } from '../clock-features.ts';
import { eventsOf } from '../events-of.ts';
import type { FeatureContext } from '../feature-context.ts';
import { priceFeatureNames, priceFeatures } from '../price-features.ts';
import { instantsOf, rhythmFeatureNames, rhythmFeatures } from '../rhythm-features.ts';

export function transactionFeatureNames(context: FeatureContext): string[] {
  return [
    ...rhythmFeatureNames,
    'log_spent',
    'log_spent_90_days',
    'log_basket_value',
    'log_basket_lines',
    'log_line_value_mean',
    'log_line_value_deviation',
    'price_against_item',
    'refund_share',
    'log_refunded',
    'coupon_share',
    'payment_kinds',
    'currencies',
    'distinct_item_share',
    ...priceFeatureNames,
    ...clockFeatureNames,
    ...categoryFeatureNames(context),
  ];
}

const QUARTER_MS = 90 * 86_400_000;

/** Recency, frequency, money, baskets, price level, refunds and categories of what a user paid for. */
export function transactionFeatures(
  history: UserHistory,
  context: FeatureContext,
): Float32Array | null {
  const { asOf } = context;
  const events = eventsOf(history, 'transactions', asOf);
  if (events.length === 0) return null;
  const purchases = events.filter((event) => event.type === 'purchase');
  const refunds = events.filter((event) => event.type === 'refund');
  const times = instantsOf(purchases.length > 0 ? purchases : events);
  const values = purchases.map((event) => event.value ?? 0);
  const spent = values.reduce((sum, value) => sum + value, 0);
  const lately = purchases.filter((event) => event.at > asOf - QUARTER_MS);
  const orders = new Map<string, { value: number; lines: number }>();
  for (const event of purchases) {
    const key = String(event.attributes.orderId ?? event.at);
    const order = orders.get(key) ?? { value: 0, lines: 0 };
    orders.set(key, { value: order.value + (event.value ?? 0), lines: order.lines + 1 });
  }
  const mean = spent / Math.max(values.length, 1);
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const ratios = purchases.flatMap((event) => {
    const price = event.itemId === null ? null : (context.item(event.itemId)?.price ?? null);
    return price !== null && price > 0 && event.value !== null ? [event.value / price] : [];
  });
  const share = (count: number): number => count / Math.max(purchases.length, 1);
  const kinds = (field: string): number =>
    new Set(purchases.map((event) => event.attributes[field]).filter((value) => value != null))
      .size;
  const baskets = [...orders.values()];
  const perOrder = (sum: number): number => sum / Math.max(baskets.length, 1);
  const items = new Set(purchases.map((event) => event.itemId));
  return Float32Array.from([
    ...rhythmFeatures(times, asOf),
    Math.log1p(spent),
    Math.log1p(lately.reduce((sum, event) => sum + (event.value ?? 0), 0)),
    Math.log1p(perOrder(spent)),
    Math.log1p(perOrder(purchases.length)),
    Math.log1p(mean),
    Math.log1p(Math.sqrt(square / Math.max(values.length, 1))),
    Math.min(ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(ratios.length, 1), 10),
    refunds.length / events.length,
    Math.log1p(refunds.reduce((sum, event) => sum + (event.value ?? 0), 0)),
    share(purchases.filter((event) => event.attributes.coupon != null).length),
    kinds('payment'),
    kinds('currency'),
    share(items.size),
    ...priceFeatures(purchases, context),
    ...clockFeatures(purchases.length > 0 ? purchases : events),
    ...categoryFeatures(purchases, context),
  ]);
}
