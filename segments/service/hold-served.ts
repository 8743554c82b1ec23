import type { Store } from '../../store/index.ts';

/**
 * Holds what verdicts by served profiles rest on until the surrounding transaction ends: which model
 * serves, who is there, and their profiles. Otherwise verdicts by a profile that is being replaced come
 * after those by the next one, and stand.
 * @returns the users who can be judged: since they were looked up somebody may have been erased
 */
export async function holdServed(store: Store, userIds: readonly string[]): Promise<string[]> {
  if (!(await store.models.holdActive())) return [];
  if (store.kind === 'server') {
    const encoded = await store.profiles.reach(userIds);
    await store.users.holdAlone(userIds.filter((userId) => !encoded.has(userId)));
  }
  const there = [...(await store.users.hold(userIds))];
  await store.profiles.hold(there);
  return there;
}
