import { type ConditionParameters, type Limits, phrases } from '../../segments/index.ts';
import type { Json } from '../../store/index.ts';
import type { UnmetCondition } from '../explanation.ts';
import type { FailingCondition } from './failing-conditions.ts';

/** How far a condition is from the verdict that is wanted of it, in numbers and in words. */
export function unmetCondition(failing: FailingCondition): UnmetCondition {
  const { leaf } = failing;
  const gap = gapOf(failing);
  const words = gap.sentence === null ? '' : ` Needed: ${gap.sentence}.`;
  return {
    path: leaf.path,
    sentence: `${capitalised(leaf.fragment)}.${words}`,
    actual: leaf.observed,
    wanted: wantedOf(failing),
    distance: gap.distance,
  };
}

interface Gap {
  readonly distance: number | null;
  readonly sentence: string | null;
}

/** What is missing: `2 more purchases in garden in the last 30 days`. */
export function gapOf({ leaf, wanted }: FailingCondition): Gap {
  const { condition } = leaf;
  if (condition === null) return { distance: null, sentence: null };
  const { change } = phrases;
  if (leaf.verdict === 'UNKNOWN')
    return { distance: null, sentence: change.learnWhether(leaf.fragment) };
  const steps = distanceTo(leaf.observed, limitsOf(condition), wanted, isWhole(condition));
  if ('count' in condition) return amount(steps, (size) => phrases.events(condition.count, size));
  if ('distinct' in condition) {
    return amount(steps, (size) => phrases.events(condition.distinct, size));
  }
  if ('visits' in condition) return amount(steps, (size) => (size === 1 ? 'visit' : 'visits'));
  if ('sum' in condition) {
    const of = `${condition.sum.attribute ?? 'value'} in ${phrases.events(condition.sum, 2)}`;
    return amount(steps, () => of);
  }
  if ('friends' in condition) {
    if (steps === null) return { distance: null, sentence: null };
    const size = Math.abs(steps);
    return { distance: size, sentence: change.friends(size, steps > 0 ? 'more' : 'fewer') };
  }
  if ('predicted' in condition) {
    if (steps === null) return { distance: null, sentence: null };
    const direction = steps > 0 ? 'higher' : 'lower';
    const sentence = change.readOut(condition.predicted.name, Math.abs(steps), direction);
    return { distance: Math.abs(steps), sentence };
  }
  if ('recency' in condition) {
    const asked = (condition.recency.within !== undefined) === (wanted === 'TRUE');
    const { within, notWithin, ...query } = condition.recency;
    const events = { ...query, within: within ?? notWithin };
    return asked
      ? { distance: 1, sentence: change.more(1, phrases.events(events, 1)) }
      : {
          distance: leaf.eventCount,
          sentence: change.fewer(leaf.eventCount, phrases.events(events, 2)),
        };
  }
  if ('segment' in condition) {
    const { id } = condition.segment;
    return { distance: 1, sentence: wanted === 'TRUE' ? change.join(id) : change.leave(id) };
  }
  if ('place' in condition && typeof leaf.observed === 'number' && wanted === 'TRUE') {
    const metres = leaf.observed - condition.place.radius;
    return { distance: metres, sentence: change.nearer(metres) };
  }
  return { distance: null, sentence: change.other(leaf.fragment) };
}

function amount(steps: number | null, what: (size: number) => string): Gap {
  if (steps === null) return { distance: null, sentence: null };
  const size = Math.abs(steps);
  const say = steps > 0 ? phrases.change.more : phrases.change.fewer;
  return { distance: size, sentence: say(size, what(size)) };
}

/**
 * What has to be added to a number for it to come within limits, or to leave them.
 * @param whole whether only whole steps can be made
 */
export function distanceTo(
  observed: Json,
  limits: Limits | null,
  wanted: FailingCondition['wanted'],
  whole: boolean,
): number | null {
  if (typeof observed !== 'number' || limits === null) return null;
  const { atLeast, atMost } = limits;
  if (wanted === 'TRUE') {
    if (atLeast !== undefined && observed < atLeast) {
      return whole ? Math.ceil(atLeast - observed) : atLeast - observed;
    }
    if (atMost !== undefined && observed > atMost) {
      return whole ? -Math.ceil(observed - atMost) : atMost - observed;
    }
    return null;
  }
  // Just outside: one whole step beyond the bound, or the bound itself where any step will do.
  const up =
    atMost === undefined ? null : whole ? Math.floor(atMost - observed) + 1 : atMost - observed;
  const down =
    atLeast === undefined
      ? null
      : whole
        ? -(Math.floor(observed - atLeast) + 1)
        : atLeast - observed;
  if (up === null || down === null) return up ?? down;
  return up <= -down ? up : down;
}

export function limitsOf(condition: object): Limits | null {
  const parameters: unknown = Object.values(condition)[0];
  if (typeof parameters !== 'object' || parameters === null) return null;
  return 'atLeast' in parameters || 'atMost' in parameters ? (parameters as Limits) : null;
}

export function isWhole(condition: object): boolean {
  const whole: readonly (keyof ConditionParameters)[] = ['count', 'distinct', 'visits', 'friends'];
  return whole.some((name) => name in condition);
}

function wantedOf({ leaf, wanted }: FailingCondition): Json {
  const parameters = leaf.condition === null ? null : Object.values(leaf.condition)[0];
  const asked: Json = JSON.parse(JSON.stringify(parameters));
  return wanted === 'TRUE' ? asked : { not: asked };
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
