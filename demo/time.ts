export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The demo's days are fixed, so that the same seed gives the same files whenever it runs. */
export const SHOP_END = Date.UTC(2026, 5, 30);
export const SHOP_DAYS = 180;
export const SHOP_START = SHOP_END - SHOP_DAYS * DAY;

/** The zone in which the shop writes its orders. Clocks go forward within the demo's days. */
export const SHOP_TIME_ZONE = 'Europe/Berlin';
const SUMMER_TIME_STARTS = Date.UTC(2026, 2, 29, 1);
const SUMMER_TIME_ENDED = Date.UTC(2025, 9, 26, 1);
const SUMMER_TIME_STARTED = Date.UTC(2025, 2, 30, 1);

/** Hours that the shop's clocks are ahead of UTC. */
export function shopOffsetHours(at: number): number {
  if (at >= SUMMER_TIME_STARTS) return 2;
  return at >= SUMMER_TIME_STARTED && at < SUMMER_TIME_ENDED ? 2 : 1;
}

/** Hour of the day on the shop's clocks, with its fraction. */
export function localHour(at: number): number {
  return ((((at + shopOffsetHours(at) * HOUR) % DAY) + DAY) % DAY) / HOUR;
}

/** Day of the week on the shop's clocks: 0 is Sunday. */
export function localWeekday(at: number): number {
  return (Math.floor((at + shopOffsetHours(at) * HOUR) / DAY) + 4) % 7;
}

/** The instant at which the shop's clocks show the given hour on a day of the demo. */
export function atLocalHour(day: number, hour: number): number {
  const noon = SHOP_START + day * DAY + 12 * HOUR;
  return Math.round(SHOP_START + day * DAY + (hour - shopOffsetHours(noon)) * HOUR);
}

/** ISO 8601 with an offset, as a browser in that zone would write it. */
export function isoWithOffset(at: number, offsetMinutes: number): string {
  const text = new Date(at + offsetMinutes * MINUTE).toISOString().slice(0, -1);
  if (offsetMinutes === 0) return `${text}Z`;
  const size = Math.abs(offsetMinutes);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${text}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

export function isoInstant(at: number): string {
  return new Date(at).toISOString();
}

/** Date and time on the shop's clocks, without an offset: `2026-03-01 09:12:33`. */
export function shopLocalTime(at: number): string {
  const local = new Date(at + shopOffsetHours(at) * HOUR).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}
