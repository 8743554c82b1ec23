import type { Store } from '../store/index.ts';

const USERS_AT_ONCE = 200;

/** The ids of all users in pages, in the order of the ids. */
export async function* userPages(store: Store): AsyncGenerator<string[]> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['users']['page']>> = await store.users.page({
      first: USERS_AT_ONCE,
      after,
    });
    if (page.rows.length > 0) yield page.rows.map(({ row }) => row.userId);
    after = page.hasNextPage ? (page.rows.at(-1)?.cursor ?? null) : null;
  } while (after !== null);
}
