import type { UserHistory } from '../../fusion/index.ts';
import { evaluateRule, type Language, type Rule, type UserFacts } from '../../segments/index.ts';
import { type Asked, afterDeeds, type Deed } from './deeds/deed.ts';
import { type FailingCondition, failingConditions } from './failing-conditions.ts';
import { findDeed, hasVerdict } from './find-deed.ts';

/** More changes than this are no advice. */
const MOST_CHANGES = 3;
/** How many sets of conditions are tried where what helps one of them harms another. */
const SETS_TRIED = 4;
const OUT_OF_REACH = 1_000;
/** Fewer changes are better than more, and of equally many those with fewer events. */
const EVENT_COST = 0.001;

/**
 * What a user could do for a rule to get the wanted verdict: a deed for each condition of the smallest
 * set that can be met by deeds, all of them together tried out on the evaluator. Null where none of the
 * sets that were tried would do.
 */
export function act(
  rule: Rule,
  facts: UserFacts,
  now: number,
  wanted: Asked['wanted'],
  language: Language,
): Deed[] | null {
  const { trace } = evaluateRule(rule, facts, now);
  const actAs = (who: Rule, theirs: UserFacts) => historyWhere(who, theirs, now, language);
  const find = ({ leaf, wanted: own }: FailingCondition, of: UserFacts): Deed | null =>
    leaf.condition === null
      ? null
      : findDeed(leaf.condition, {
          ...{ facts: of, now, language, act: actAs, wanted: own },
          prefix: `counterfactual-${leaf.path}`,
        });
  const costs = new Map<string, number>();
  const costOf = (condition: FailingCondition): number => {
    const key = `${condition.leaf.path} ${condition.wanted}`;
    const known = costs.get(key) ?? costOfDeed(find(condition, facts));
    costs.set(key, known);
    return known;
  };
  for (let tried = 0; tried < SETS_TRIED; tried += 1) {
    const failing = failingConditions(trace, wanted, costOf);
    if (failing.length > MOST_CHANGES) return null;
    if (failing.some((condition) => costOf(condition) >= OUT_OF_REACH)) return null;
    const deeds = oneAfterTheOther(failing, facts, now, find);
    if (deeds !== null && hasVerdict(rule, { facts, now }, deeds, wanted)) {
      return needed(deeds, (fewer) => hasVerdict(rule, { facts, now }, fewer, wanted));
    }
    for (const { leaf, wanted: own } of failing) costs.set(`${leaf.path} ${own}`, OUT_OF_REACH);
  }
  return null;
}

function costOfDeed(deed: Deed | null): number {
  return deed === null ? OUT_OF_REACH : 1 + EVENT_COST * deed.events.length;
}

/** Each deed is found with those before it done: what helps one condition may be enough for the next. */
function oneAfterTheOther(
  failing: readonly FailingCondition[],
  facts: UserFacts,
  now: number,
  find: (condition: FailingCondition, of: UserFacts) => Deed | null,
): Deed[] | null {
  const deeds: Deed[] = [];
  for (const condition of failing) {
    const { leaf, wanted } = condition;
    if (leaf.condition === null) return null;
    if (hasVerdict(leaf.condition, { facts, now }, deeds, wanted)) continue;
    const deed = find(condition, afterDeeds(facts, deeds));
    if (deed === null) return null;
    deeds.push(deed);
  }
  return deeds;
}

/** Without what the later deeds have made superfluous. */
function needed(deeds: readonly Deed[], isEnough: (fewer: readonly Deed[]) => boolean): Deed[] {
  return deeds.reduce(
    (kept: Deed[], deed) => {
      const fewer = kept.filter((other) => other !== deed);
      return fewer.length > 0 && isEnough(fewer) ? fewer : kept;
    },
    [...deeds],
  );
}

function historyWhere(
  rule: Rule,
  facts: UserFacts,
  now: number,
  language: Language,
): UserHistory | null {
  const deeds = act(rule, facts, now, 'TRUE', language);
  // What takes time is not done yet when somebody is met.
  if (deeds === null || deeds.some(({ takes = 0 }) => takes > 0)) return null;
  return afterDeeds(facts, deeds).history;
}
