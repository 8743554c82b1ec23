import type { Verdict } from '../../store/index.ts';

/*
 * Three-valued logic (Kleene 1952, strong): UNKNOWN is what neither TRUE nor FALSE of the missing
 * part could change, so missing data never silently counts as "no".
 */

/** FALSE where one is FALSE, TRUE where all are TRUE, UNKNOWN otherwise. */
export function allOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('FALSE')) return 'FALSE';
  return verdicts.includes('UNKNOWN') ? 'UNKNOWN' : 'TRUE';
}

/** TRUE where one is TRUE, FALSE where all are FALSE, UNKNOWN otherwise. */
export function anyOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('TRUE')) return 'TRUE';
  return verdicts.includes('UNKNOWN') ? 'UNKNOWN' : 'FALSE';
}

/** UNKNOWN stays UNKNOWN. */
export function opposite(verdict: Verdict): Verdict {
  if (verdict === 'UNKNOWN') return 'UNKNOWN';
  return verdict === 'TRUE' ? 'FALSE' : 'TRUE';
}

/** The verdict as a number that attributions can share out: 1, 0, and one half for UNKNOWN. */
export function scoreOf(verdict: Verdict): number {
  if (verdict === 'UNKNOWN') return 0.5;
  return verdict === 'TRUE' ? 1 : 0;
}

export function verdictOf(value: boolean): Verdict {
  return value ? 'TRUE' : 'FALSE';
}
