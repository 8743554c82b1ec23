import type { Condition, ConditionName, ConditionParameters, Rule } from './rule.ts';

/** The parts of a rule that are rules. */
export function partsOf(rule: Rule): readonly { readonly step: string; readonly rule: Rule }[] {
  if ('all' in rule) return rule.all.map((part, index) => ({ step: `all[${index}]`, rule: part }));
  if ('any' in rule) return rule.any.map((part, index) => ({ step: `any[${index}]`, rule: part }));
  if ('not' in rule) return [{ step: 'not', rule: rule.not }];
  return [];
}

/** Whether a rule is a single condition. */
export function isCondition(rule: Rule): rule is Condition {
  return !('all' in rule || 'any' in rule || 'not' in rule);
}

/** The name and the parameters of a condition. */
export function entryOf<Name extends ConditionName>(
  condition: Condition,
): readonly [Name, ConditionParameters[Name]] {
  const [entry] = Object.entries(condition);
  return entry as [Name, ConditionParameters[Name]];
}

/** A path within a rule: `all[0].not.count`. */
export function joinPath(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`;
}

/** Every condition of a rule with its path, the order as written. */
export function* conditionsOf(
  rule: Rule,
  path = '',
): Generator<{ readonly path: string; readonly condition: Condition }> {
  if (isCondition(rule)) {
    yield { path: joinPath(path, entryOf(rule)[0]), condition: rule };
    return;
  }
  for (const part of partsOf(rule)) yield* conditionsOf(part.rule, joinPath(path, part.step));
}
