import { UsageError } from './errors.ts';

/**
 * An instant as people write it, in milliseconds since the epoch.
 * @param option how the option is called, for the message
 * @throws {UsageError} where the text is no ISO date or instant
 */
export function instantOf(option: string, text: string): number {
  const at = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && Number.isFinite(at)) return at;
  throw new UsageError(
    `${option} must be an ISO date or instant such as 2026-06-30 or 2026-06-30T12:00:00Z.`,
  );
}

/**
 * An instant that has passed.
 * @param now milliseconds since the epoch
 * @throws {UsageError} also where it lies in the future
 */
export function pastInstantOf(option: string, text: string, now: number): number {
  const at = instantOf(option, text);
  if (at <= now) return at;
  throw new UsageError(`${option} lies in the future; give an instant of the past.`);
}
