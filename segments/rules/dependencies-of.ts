import { conditionKinds } from './conditions/index.ts';
import { noDependencies, type RuleDependencies } from './dependencies.ts';
import type { Condition, ConditionName, Rule } from './rule.ts';
import { conditionsOf, entryOf } from './walk.ts';

/** All that the verdict of a rule may depend on. */
export function dependenciesOf(rule: Rule): RuleDependencies {
  const dependencies = noDependencies();
  for (const { condition } of conditionsOf(rule)) read(condition, dependencies);
  return dependencies;
}

function read<Name extends ConditionName>(condition: Condition, into: RuleDependencies): void {
  const [name, parameters] = entryOf<Name>(condition);
  conditionKinds[name].reads(parameters, into);
}
