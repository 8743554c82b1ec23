import type { Purchase } from '../behaviour/activity.ts';
import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import type { City } from '../shop/city.ts';
import { DAY, HOUR, isoInstant, SHOP_END, shopLocalTime } from '../time.ts';
import { arrival, FLAWS, secondArrival } from './flaws.ts';
import { csvLine } from './line-file.ts';
import type { Spool } from './spool.ts';

export const ORDER_COLUMNS = [
  'order_id',
  'line',
  'kind',
  'customer_id',
  'sku',
  'quantity',
  'unit_price',
  'discount',
  'line_total',
  'currency',
  'payment',
  'place_id',
  'ordered_at',
  'updated_at',
] as const;

/** Writes one person's order lines, the refunds of later days, and corrections of the same line. */
export function writeOrders(
  random: Random,
  person: Person,
  purchases: readonly Purchase[],
  catalogue: Catalogue,
  city: City,
  spool: Spool,
): void {
  for (const purchase of purchases) {
    const { at, refundedAt, quantity } = purchase;
    const row = (kind: string, of: { quantity: number; at: number; updatedAt: number }): string[] =>
      orderRow(person, purchase, catalogue, city, kind, of);
    const put = (updatedAt: number, values: string[]): void => {
      const arrivedAt = arrival(random, updatedAt);
      const again = secondArrival(random, arrivedAt);
      spool.add(
        arrivedAt,
        csvLine(random.chance(FLAWS.malformed) ? spoil(random, values) : values),
      );
      if (again !== null) spool.add(again, csvLine(values));
    };
    put(at, row('sale', { quantity, at, updatedAt: at }));
    if (random.chance(FLAWS.corrected)) {
      const updatedAt = Math.round(at + random.between(2 * HOUR, 4 * DAY));
      if (updatedAt < SHOP_END)
        put(updatedAt, row('sale', { quantity: quantity + 1, at, updatedAt }));
    }
    if (refundedAt !== null && refundedAt < SHOP_END) {
      put(refundedAt, row('refund', { quantity, at: refundedAt, updatedAt: refundedAt }));
    }
  }
}

function orderRow(
  person: Person,
  purchase: Purchase,
  catalogue: Catalogue,
  city: City,
  kind: string,
  { quantity, at, updatedAt }: { quantity: number; at: number; updatedAt: number },
): string[] {
  const { sku, price } = catalogue.items[purchase.item]!;
  const total = price * quantity * (1 - purchase.discount);
  return [
    purchase.order,
    String(purchase.line),
    kind,
    person.customerIds[purchase.signedIn]!,
    sku,
    String(quantity),
    price.toFixed(2),
    purchase.discount.toFixed(2),
    total.toFixed(2),
    'EUR',
    person.payment,
    purchase.place === null ? '' : city.places[purchase.place]!.id,
    shopLocalTime(at),
    isoInstant(updatedAt),
  ];
}

/** A number that is none, a time that is none, or a line that was cut. */
function spoil(random: Random, values: readonly string[]): string[] {
  const kind = random.below(3);
  if (kind === 2) return values.slice(0, 6);
  const spoilt = kind === 0 ? 'line_total' : 'ordered_at';
  return values.map((value, index) =>
    ORDER_COLUMNS[index] === spoilt ? (kind === 0 ? 'n/a' : '00.00.0000') : value,
  );
}
