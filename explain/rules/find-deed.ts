import {
  type Condition,
  type ConditionName,
  type ConditionParameters,
  evaluateRule,
  type Rule,
} from '../../segments/index.ts';
import { distanceTo, isWhole, limitsOf } from './condition-distance.ts';
import { type Asked, afterDeeds, type Deed, type FindDeed } from './deeds/deed.ts';
import { deedFinders } from './deeds/index.ts';

/** What a deed is looked for with. */
export type Looking = Omit<Asked, 'distance' | 'steps' | 'isEnough'>;

/**
 * The least that a user could do, from now on, for one condition to have the wanted verdict, tried out on
 * the evaluator. Null where nothing would do: what would have to be undone is past.
 */
export function findDeed<Name extends ConditionName>(
  condition: Condition,
  looking: Looking,
): Deed | null {
  const [[name, parameters]] = Object.entries(condition) as [[Name, ConditionParameters[Name]]];
  const find: FindDeed<ConditionParameters[Name]> | undefined = deedFinders[name];
  if (find === undefined) return null;
  const { facts, now, wanted } = looking;
  const { trace } = evaluateRule(condition, facts, now);
  const nothingYet = trace.reason === 'modality-absent' || trace.reason === 'friends-unknown';
  const observed = trace.observed ?? (nothingYet ? 0 : null);
  const whole = isWhole(condition);
  const distance = distanceTo(observed, limitsOf(condition), wanted, whole);
  if (distance !== null && distance < 0) return null;
  return find(parameters, {
    ...looking,
    distance,
    steps: whole && distance !== null ? Math.max(1, distance) : 1,
    isEnough: (deed) => hasVerdict(condition, looking, [deed], wanted),
  });
}

/** Whether a rule has a verdict once deeds are done. */
export function hasVerdict(
  rule: Rule,
  { facts, now }: Pick<Looking, 'facts' | 'now'>,
  deeds: readonly Deed[],
  wanted: Asked['wanted'],
): boolean {
  return evaluateRule(rule, afterDeeds(facts, deeds), doneAt(now, deeds)).verdict === wanted;
}

/** The instant at which deeds are done. */
export function doneAt(now: number, deeds: readonly Deed[]): number {
  return deeds.reduce((last, { takes = 0 }) => Math.max(last, now + takes), now);
}
