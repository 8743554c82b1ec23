const UNITS: Readonly<Record<string, { readonly milliseconds: number; readonly name: string }>> = {
  h: { milliseconds: 3_600_000, name: 'hour' },
  d: { milliseconds: 86_400_000, name: 'day' },
  w: { milliseconds: 604_800_000, name: 'week' },
};

/** A hundred years: longer windows are typing errors, and instants stay safe whole numbers. */
const LONGEST_MILLISECONDS = 36_500 * 86_400_000;
const PATTERN = /^([1-9]\d{0,6})([hdw])$/;

/** Whether a text is a duration: `12h`, `30d` or `4w`, at most a hundred years. */
export function isDuration(text: string): boolean {
  const found = PATTERN.exec(text);
  return found !== null && Number(found[1]) * UNITS[found[2]].milliseconds <= LONGEST_MILLISECONDS;
}

/**
 * @param text hours, days or weeks: `12h`, `30d`, `4w`
 * @returns milliseconds
 * @throws {RangeError} where `isDuration` is false
 */
export function durationMilliseconds(text: string): number {
  const found = isDuration(text) ? PATTERN.exec(text) : null;
  if (found === null) {
    throw new RangeError(`"${text}" is no duration; write hours, days or weeks: 12h, 30d, 4w.`);
  }
  return Number(found[1]) * UNITS[found[2]].milliseconds;
}

/** The amount and the unit's name of a duration that `isDuration` accepts. */
export function durationParts(text: string): { readonly amount: number; readonly unit: string } {
  const found = PATTERN.exec(text);
  if (found === null) throw new RangeError(`"${text}" is no duration.`);
  return { amount: Number(found[1]), unit: UNITS[found[2]].name };
}
