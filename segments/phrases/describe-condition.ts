import type { Judgement } from '../rules/condition-kind.ts';
import type { Condition, ConditionName } from '../rules/rule.ts';
import { entryOf } from '../rules/walk.ts';
import type { Phrases } from './phrases.ts';

/** What was found about a condition, as a part of a sentence in the language of the phrases. */
export function describeCondition<Name extends ConditionName>(
  phrases: Phrases,
  condition: Condition,
  judgement: Pick<Judgement, 'verdict' | 'observed' | 'reason'>,
  now: number,
): string {
  const [name, parameters] = entryOf<Name>(condition);
  const statement = phrases.conditions[name](parameters, { ...judgement, now });
  if (judgement.verdict !== 'UNKNOWN' || judgement.reason === null) return statement;
  return phrases.notKnown(statement, phrases.unknown[judgement.reason]);
}
