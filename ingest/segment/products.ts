import type { MappedItem } from '../mapping/mapped-record.ts';
import { attributesOf, fieldsOf, numberOf, textOf } from './fields.ts';

/** One product of a message, as the e-commerce vocabulary describes it. */
export interface Product {
  readonly id: string;
  readonly price: number | null;
  readonly quantity: number | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What of a product is the item's and no attribute of the event. */
const OF_ITEM = ['brand', 'variant', 'sku', 'url', 'image_url'] as const;

/** The product that fields describe; null where they name none. */
export function productOf(value: unknown): Product | null {
  const fields = fieldsOf(value);
  const id = textOf(fields.product_id) ?? textOf(fields.sku);
  if (id === null) return null;
  return { id, price: numberOf(fields.price), quantity: numberOf(fields.quantity), fields };
}

/** The products of a list; entries that name none are left out. */
export function productsOf(value: unknown): Product[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => productOf(entry) ?? []);
}

/** What a product's fields tell of the item; null where they tell nothing but its id. */
export function itemOf({ id, price, fields }: Product): MappedItem | null {
  const title = textOf(fields.name);
  const category = textOf(fields.category);
  if (title === null && category === null && price === null) return null;
  const told: Record<string, unknown> = {};
  for (const name of OF_ITEM) if (fields[name] !== undefined) told[name] = fields[name];
  return {
    kind: 'item',
    id,
    title,
    categories: category === null ? [] : [category],
    price,
    attributes: attributesOf(told, NONE),
    incidental: true,
  };
}

const NONE: ReadonlySet<string> = new Set();
