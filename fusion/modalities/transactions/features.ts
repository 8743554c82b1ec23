import type { Event, Scalar } from '../../data/event.ts';
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
  const bought = purchases.length;
  const items = new Set<string | null>();
  const orders = new Set<string>();
  let spent = 0;
  let spentLately = 0;
  let coupons = 0;
  let ratios = 0;
  let ratioSum = 0;
  for (const { at, value, itemId, attributes } of purchases) {
    spent += value ?? 0;
    if (at > asOf - QUARTER_MS) spentLately += value ?? 0;
    orders.add(String(attributes.orderId ?? at));
    items.add(itemId);
    if (attributes.coupon != null) coupons += 1;
    const price = itemId === null ? null : (context.item(itemId)?.price ?? null);
    if (price === null || price <= 0 || value === null) continue;
    ratios += 1;
    ratioSum += value / price;
  }
  const purchaseCount = Math.max(bought, 1);
  const mean = spent / purchaseCount;
  let square = 0;
  for (const { value } of purchases) square += ((value ?? 0) - mean) ** 2;
  let refunds = 0;
  let refunded = 0;
  for (const { type, value } of events) {
    if (type !== 'refund') continue;
    refunds += 1;
    refunded += value ?? 0;
  }
  const orderCount = Math.max(orders.size, 1);
  const active = bought > 0 ? purchases : events;
  return new Float32Array([
    ...rhythmFeatures(instantsOf(active), asOf),
    Math.log1p(spent),
    Math.log1p(spentLately),
    Math.log1p(spent / orderCount),
    Math.log1p(bought / orderCount),
    Math.log1p(mean),
    Math.log1p(Math.sqrt(square / purchaseCount)),
    Math.min(ratioSum / Math.max(ratios, 1), 10),
    refunds / events.length,
    Math.log1p(refunded),
    coupons / purchaseCount,
    distinct(purchases, 'payment'),
    distinct(purchases, 'currency'),
    items.size / purchaseCount,
    ...priceFeatures(purchases, context),
    ...clockFeatures(active),
    ...categoryFeatures(purchases, context),
  ]);
}

/** How many different values of an attribute the events have. */
function distinct(events: readonly Event[], field: string): number {
  let seen: Set<Scalar> | null = null;
  for (const { attributes } of events) {
    const value = attributes[field] ?? null;
    if (value === null) continue;
    seen ??= new Set();
    seen.add(value);
  }
  return seen?.size ?? 0;
}
