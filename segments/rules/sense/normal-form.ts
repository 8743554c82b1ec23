import type { Rule } from '../rule.ts';
import { entryOf, isCondition, joinPath, partsOf } from '../walk.ts';
import { type Claim, claimOf } from './claim.ts';

/** A rule with its negations pushed down to the conditions. */
export type NormalForm =
  | { readonly claim: Claim }
  | { readonly join: 'all' | 'any'; readonly parts: readonly NormalForm[] };

/** De Morgan's laws and the double negation hold in three-valued logic as well. */
export function normalForm(rule: Rule, negated: boolean, path = ''): NormalForm {
  if (isCondition(rule)) {
    return { claim: claimOf(rule, negated, joinPath(path, entryOf(rule)[0])) };
  }
  if ('not' in rule) return normalForm(rule.not, !negated, joinPath(path, 'not'));
  const parts = partsOf(rule).map((part) =>
    normalForm(part.rule, negated, joinPath(path, part.step)),
  );
  return { join: 'all' in rule === negated ? 'any' : 'all', parts };
}

/** The parts of an `all`, those of an `all` within it among them. */
export function conjuncts(form: NormalForm): readonly NormalForm[] {
  return 'join' in form && form.join === 'all' ? form.parts.flatMap(conjuncts) : [form];
}

/** The claims among some parts. */
export function claimsIn(parts: readonly NormalForm[]): Claim[] {
  return parts.flatMap((part) => ('claim' in part ? part.claim : []));
}
