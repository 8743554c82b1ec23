import type { Verdict } from '../../store/index.ts';
import type { Limits } from './rule.ts';
import { allOf } from './verdict.ts';

/** A number of which only the bounds are known; equal bounds are a definite number. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Whether every, no or some number of the interval keeps within the limits. */
export function within(interval: Interval, limits: Limits): Verdict {
  const { atLeast, atMost } = limits;
  const verdicts: Verdict[] = [];
  if (atLeast !== undefined) {
    verdicts.push(compare(interval.low >= atLeast, interval.high < atLeast));
  }
  if (atMost !== undefined) {
    verdicts.push(compare(interval.high <= atMost, interval.low > atMost));
  }
  return allOf(verdicts);
}

function compare(surely: boolean, surelyNot: boolean): Verdict {
  if (surely) return 'TRUE';
  return surelyNot ? 'FALSE' : 'UNKNOWN';
}

/** The number where it is definite; null otherwise. */
export function definite(interval: Interval): number | null {
  return interval.low === interval.high && Number.isFinite(interval.low) ? interval.low : null;
}
