import type { Connection } from '../../schema/index.ts';
import { type KeysetPage, MAXIMUM_PAGE_SIZE, type Page } from '../../store/index.ts';

/** A store's page as a Relay connection. */
export function connectionOf<From, To>(
  page: Page<From>,
  change: (row: From) => To,
  totalCount: () => Promise<number>,
): Connection<To> {
  const edges = page.rows.map(({ cursor, row }) => ({ cursor, node: change(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}

/** Counts a list that the store only gives in pages. */
export async function countPages<Row>(
  read: (page: KeysetPage) => Promise<Page<Row>>,
): Promise<number> {
  let count = 0;
  let after: string | null = null;
  for (;;) {
    const page: Page<Row> = await read({ first: MAXIMUM_PAGE_SIZE, after });
    count += page.rows.length;
    const last = page.rows.at(-1);
    if (!page.hasNextPage || !last) return count;
    after = last.cursor;
  }
}
