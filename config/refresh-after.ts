/** What `updates.refreshAfter` may be: profiles speak of whole days, so less than one would change nothing. */
export const REFRESH_AFTER = /^(?:[1-9]\d{0,3}[dw]|never)$/;

const DAY_MS = 86_400_000;

/**
 * @param text as `REFRESH_AFTER` has it: `1d`, `2w` or `never`
 * @returns milliseconds; null for never
 */
export function refreshAfterMilliseconds(text: string): number | null {
  if (text === 'never') return null;
  return Number(text.slice(0, -1)) * (text.endsWith('w') ? 7 : 1) * DAY_MS;
}
