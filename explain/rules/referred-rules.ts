import type { Rule } from '../../segments/index.ts';

/**
 * A rule with the rules of other segments in the places where it refers to them, so that what somebody
 * does, and time, change them too. Learned segments stay as they are.
 */
export function withReferredRules(rule: Rule, rules: ReadonlyMap<string, Rule>): Rule {
  const replaced = (part: Rule) => withReferredRules(part, rules);
  if ('all' in rule) return { all: rule.all.map(replaced) };
  if ('any' in rule) return { any: rule.any.map(replaced) };
  if ('not' in rule) return { not: replaced(rule.not) };
  const referred = 'segment' in rule ? rules.get(rule.segment.id) : undefined;
  return referred === undefined ? rule : replaced(referred);
}
