import { clientError } from '../errors.ts';

/** A span of time that a client named. @throws where it runs backwards or into the future */
export function checkSpan(
  from: number,
  until: number | null,
  now: number,
): { readonly from: number; readonly until: number } {
  const end = until ?? now;
  if (from > end || end > now) {
    throw clientError('BAD_USER_INPUT', 'from must not lie after until, nor until in the future.');
  }
  return { from, until: end };
}
