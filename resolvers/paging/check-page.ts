import type { PageArguments } from '../../schema/index.ts';
import type { KeysetPage } from '../../store/index.ts';
import { clientError } from '../errors.ts';

export const DEFAULT_PAGE = 20;
export const LARGEST_PAGE = 200;

/** How many rows a list argument asks for; too many are cut to the largest page. */
export function checkCount(wanted: number | null | undefined, name: string): number {
  if (wanted == null) return DEFAULT_PAGE;
  if (wanted < 0) throw clientError('BAD_USER_INPUT', `${name} must not be negative.`);
  return Math.min(wanted, LARGEST_PAGE);
}

/** The page that a connection's arguments ask for. */
export function checkPage(page: PageArguments): KeysetPage {
  if (page.first != null && page.last != null) {
    throw clientError('BAD_USER_INPUT', 'Give first or last, not both.');
  }
  const bounds = { after: page.after ?? null, before: page.before ?? null };
  return page.last == null
    ? { ...bounds, first: checkCount(page.first, 'first') }
    : { ...bounds, last: checkCount(page.last, 'last') };
}
