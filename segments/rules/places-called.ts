import type { KnownPlace } from './facts.ts';

const HOME = 'home';

/**
 * The user's places of a name. `home` is where the user is most often, unless a place is called so.
 * @param places the most visited first; null where nothing is known of them
 */
export function placesCalled(
  name: string,
  places: readonly KnownPlace[] | null,
): readonly KnownPlace[] {
  const known = places ?? [];
  const called = known.filter(({ label }) => label === name);
  return called.length === 0 && name === HOME ? known.slice(0, 1) : called;
}
