/** What is told of work that failed: enough to make the same error again. */
export interface Failed {
  readonly kind: 'failed';
  readonly name: string;
  readonly message: string;
}

/**
 * The other side of `workApart`: takes orders until one of them makes a result, tells it and ends. It has
 * no store, and ends with whoever it works for.
 * @param take gives null until the work is done; what it throws is told
 */
export function serveOrders<Order, News>(
  take: (order: Order, tell: (news: News) => void) => Promise<News | null>,
): void {
  const tell = (news: News | Failed): Promise<void> =>
    new Promise((done) => process.send?.(news, undefined, {}, () => done()));
  process.on('disconnect', () => process.exit(1));
  process.on('message', async (order) => {
    const result = await take(order as Order, (news) => void tell(news)).catch((error): Failed => {
      const { name, message } = error instanceof Error ? error : new Error('unknown');
      return { kind: 'failed', name, message };
    });
    if (result === null) return;
    await tell(result);
    process.exit(0);
  });
}
