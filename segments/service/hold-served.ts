import type { Store } from '../../store/index.ts';

/**
 * Holds what verdicts by served profiles rest on until the surrounding transaction ends: which model
 * serves, who is there, and their profiles. Otherwise verdicts by a profile that is being replaced come
 * after those by the next one, and stand.
 * @returns the users who can be judged: since they were looked up somebody may have been erased
 */
export async function holdServed(store: Store, userIds: readonly string[]): Promise<string[]> {
  if (!(await store.models.holdActive())) return [];
  return [...(await store.profiles.hold({ write: [], read: userIds }))];
}
