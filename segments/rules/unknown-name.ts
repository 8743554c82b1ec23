import { nearestName } from '../nearest-name.ts';
import type { RuleProblem } from './rule-error.ts';

/** So many of the names that there are stand in a message. */
const MOST_LISTED = 8;

/** A name that nothing has, with the one that was most likely meant or, where none is near, with what there is. */
export function unknownName(
  path: string,
  what: string,
  given: string,
  known: readonly string[],
): RuleProblem {
  const suggestion = nearestName(given, known);
  const message = `there is no ${what} of the name that is given`;
  if (suggestion !== null) return { path, message, suggestion };
  return { path, message: `${message} (known: ${listed(known)})`, suggestion };
}

function listed(known: readonly string[]): string {
  if (known.length === 0) return 'none';
  const more = known.length - MOST_LISTED;
  const names = known.slice(0, MOST_LISTED).join(', ');
  return more > 0 ? `${names} and ${more} more` : names;
}
