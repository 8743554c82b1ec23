export const PRODUCTS = 500;
export const customer = (user: number): string => `customer-${user}`;
export const product = (number: number): string => `p${number}`;

/** The body of a batch in which each of some users views something. */
export function views(users: readonly number[], run: string): string {
  const now = new Date().toISOString();
  return JSON.stringify({
    sentAt: now,
    batch: users.map((user) => ({
      type: 'track',
      event: 'Product Viewed',
      messageId: `${run}-${user}`,
      userId: customer(user),
      timestamp: now,
      properties: {
        product_id: product(user % PRODUCTS),
        name: `Product ${user % PRODUCTS}`,
        price: 9,
      },
    })),
  });
}
