import { historiesOf, type ReadHistory } from '../../profiles/index.ts';
import type { Store } from '../../store/index.ts';

/**
 * The histories of users as far as their profiles have seen them: what has come in since is judged when the
 * profile sees it, so that a replay of the profile finds what was judged. Whole where there is no profile.
 */
export async function servedHistories(
  store: Store,
  userIds: readonly string[],
  profiles: ReadonlyMap<string, { readonly throughSequence: number }>,
): Promise<ReadHistory[]> {
  const throughSequence = new Map(
    [...profiles].map(([userId, profile]) => [userId, profile.throughSequence]),
  );
  const [served, others] = await Promise.all([
    historiesOf(store, [...throughSequence.keys()], { throughSequence }),
    historiesOf(
      store,
      userIds.filter((userId) => !throughSequence.has(userId)),
    ),
  ]);
  return [...served, ...others];
}
