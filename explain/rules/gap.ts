import type { ConditionParameters, Language } from '../../segments/index.ts';
import { distanceTo, isWhole, limitsOf } from './condition-distance.ts';
import type { FailingCondition } from './failing-conditions.ts';

/** What is missing for a condition to get the verdict that is wanted of it. */
export interface Gap {
  readonly distance: number | null;
  /** `2 more purchases in garden`; null where nothing countable is missing. */
  readonly sentence: string | null;
  /** How many there are now; null where the change says enough. */
  readonly now: number | null;
}

const NONE: Gap = { distance: null, sentence: null, now: null };

export function gapOf({ leaf, wanted }: FailingCondition, language: Language): Gap {
  const { condition, observed } = leaf;
  if (condition === null || leaf.verdict === 'UNKNOWN') return NONE;
  const { phrases, wordsOf } = language;
  const steps = distanceTo(observed, limitsOf(condition), wanted, isWhole(condition));
  const counted = (what: (size: number) => string): Gap => {
    if (steps === null) return NONE;
    const size = Math.abs(steps);
    const say = steps > 0 ? phrases.change.more : phrases.change.fewer;
    return gap(size, say(size, what(size)), observed);
  };
  if ('count' in condition) {
    return counted((size) => phrases.events(condition.count, size, wordsOf));
  }
  if ('distinct' in condition) {
    if (steps === null) return NONE;
    const size = Math.abs(steps);
    const what = phrases.distinct(condition.distinct, size, wordsOf);
    return gap(size, phrases.change.distinct(size, what, steps > 0 ? 'more' : 'fewer'), observed);
  }
  if ('visits' in condition) return counted((size) => phrases.visits(condition.visits, size));
  if ('sequence' in condition) {
    return counted((size) => phrases.sequence(condition.sequence, size, wordsOf));
  }
  if ('trend' in condition) return trendGap(condition.trend, steps, language);
  if ('sum' in condition) {
    if (steps === null) return NONE;
    const size = Math.abs(steps);
    const what = phrases.events(condition.sum, 2, wordsOf);
    const direction = steps > 0 ? 'more' : 'less';
    return gap(size, phrases.change.sum(size, what, direction), observed);
  }
  if ('friends' in condition) {
    if (steps === null) return NONE;
    const size = Math.abs(steps);
    return gap(size, phrases.change.friends(size, steps > 0 ? 'more' : 'fewer'), observed);
  }
  if ('recency' in condition) {
    const asked = (condition.recency.within !== undefined) === (wanted === 'TRUE');
    if (!asked) return { ...NONE, distance: leaf.eventCount };
    const { within, notWithin, ...query } = condition.recency;
    const events = { ...query, within: within ?? notWithin };
    return gap(1, phrases.change.more(1, phrases.events(events, 1, wordsOf)), null);
  }
  if ('segment' in condition) return { ...NONE, distance: 1 };
  if ('place' in condition && typeof observed === 'number') {
    return { ...NONE, distance: Math.abs(observed - condition.place.radius) };
  }
  // Traits and read-outs: how far they are says something, but nobody can do so much more of them.
  return steps === null ? NONE : { ...NONE, distance: Math.abs(steps) };
}

/** What is missing against the window before; of a ratio there is no saying how many that are. */
function trendGap(
  trend: ConditionParameters['trend'],
  steps: number | null,
  { phrases, wordsOf }: Language,
): Gap {
  if (steps === null) return NONE;
  const distance = Math.abs(steps);
  if (trend.as === 'ratio') return { ...NONE, distance };
  if (trend.by === 'sum') {
    const what = phrases.events(trend, 2, wordsOf);
    return gap(distance, phrases.change.sum(distance, what, steps > 0 ? 'more' : 'less'), null);
  }
  const say = steps > 0 ? phrases.change.more : phrases.change.fewer;
  return gap(distance, say(distance, phrases.events(trend, distance, wordsOf)), null);
}

function gap(distance: number, sentence: string, observed: unknown): Gap {
  return { distance, sentence, now: typeof observed === 'number' ? observed : null };
}
