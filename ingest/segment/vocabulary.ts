/** What an event of the e-commerce vocabulary (version 2) is to us. */
export type Meaning =
  /** Something done with one product; the value is its quantity where `counted`. */
  | { readonly kind: 'product'; readonly type: string; readonly counted?: true }
  /** An action of that product or of none, under its own name. */
  | { readonly kind: 'action' }
  | { readonly kind: 'search' }
  /** The lines of an order, as bought or as given back. */
  | { readonly kind: 'order'; readonly type: 'purchase' | 'refund' };

const action: Meaning = { kind: 'action' };
const product = (type: string): Meaning => ({ kind: 'product', type });
const counted = (type: string): Meaning => ({ kind: 'product', type, counted: true });

/**
 * By the event's name in lower case with spaces. Whatever is not listed is an action, as are the
 * events about lists, promotions, checkout, coupons and shares, which stand for no item of their own.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['product viewed', product('view')],
  ['product clicked', product('click')],
  ['product added', counted('cart')],
  ['product removed', counted('cart_removal')],
  ['product added to wishlist', product('wishlist')],
  ['wishlist product added to cart', counted('cart')],
  ['products searched', { kind: 'search' }],
  ['order completed', { kind: 'order', type: 'purchase' }],
  ['order updated', { kind: 'order', type: 'purchase' }],
  ['order cancelled', { kind: 'order', type: 'purchase' }],
  ['order refunded', { kind: 'order', type: 'refund' }],
]);

/** @param name the event's name as `plainName` gives it */
export const meaningOf = (name: string): Meaning => MEANINGS.get(name) ?? action;
