import type { Rule } from '../rule.ts';
import type { RuleProblem } from '../rule-error.ts';
import type { Claim } from './claim.ts';
import { claimsIn, conjuncts, type NormalForm, normalForm } from './normal-form.ts';
import { areCompatible, implies } from './values.ts';

/*
 * What can be seen of a rule without any data. Whatever is said is true of every user at every
 * instant; not everything that is true is found (that would be satisfiability).
 */

/** Why a rule as a whole can never be TRUE, or never FALSE; empty where neither is seen. */
export function senselessness(rule: Rule): RuleProblem[] {
  const never = conflictIn(normalForm(rule, false), []);
  if (never !== null) {
    return [told(never, 'can never hold', 'can never hold at once', 'nobody can be in')];
  }
  const always = conflictIn(normalForm(rule, true), []);
  if (always === null) return [];
  return [told(always, 'always holds', 'one of them always holds', 'nobody can be outside')];
}

function told(claims: readonly Claim[], alone: string, together: string, so: string): RuleProblem {
  const [first, ...others] = claims;
  const paths = others.map(({ path }) => path).join(', ');
  const what = others.length === 0 ? alone : `together with ${paths}: ${together}`;
  return problem(first, `${what}, so that ${so}`);
}

/** Parts of a rule that change nothing or never hold; the rule can be judged all the same. */
export function superfluousParts(rule: Rule): RuleProblem[] {
  return [
    ...subsumed(normalForm(rule, false)),
    ...subsumed(normalForm(rule, true)),
    ...deadBranches(normalForm(rule, false), []),
  ];
}

/**
 * Claims that cannot all be TRUE, though they would have to be for the form to be TRUE; null where
 * none are found.
 * @param known claims that have to be TRUE as well
 */
function conflictIn(form: NormalForm, known: readonly Claim[]): readonly Claim[] | null {
  if ('claim' in form) return conflictOf(form.claim, known);
  if (form.join === 'any') {
    const conflicts = form.parts.map((part) => conflictIn(part, known));
    return conflicts.every((conflict) => conflict !== null) ? [...new Set(conflicts.flat())] : null;
  }
  const parts = conjuncts(form);
  const all = [...known];
  for (const claim of claimsIn(parts)) {
    const conflict = conflictOf(claim, all);
    if (conflict !== null) return conflict;
    all.push(claim);
  }
  for (const part of parts) {
    const conflict = 'claim' in part ? null : conflictIn(part, all);
    if (conflict !== null) return conflict;
  }
  return null;
}

/** The fewest claims, as they come, with which the claim cannot be TRUE. */
function conflictOf(claim: Claim, known: readonly Claim[]): readonly Claim[] | null {
  const all = [...known.filter(({ subject }) => subject === claim.subject), claim];
  if (areCompatible(all)) return null;
  return all.reduce<readonly Claim[]>((needed, one) => {
    const without = needed.filter((other) => other !== one);
    return without.length === 0 || areCompatible(without) ? needed : without;
  }, all);
}

/** In every `all`, claims that another one implies; in the form of the negation, in every `any`. */
function subsumed(form: NormalForm): RuleProblem[] {
  if ('claim' in form) return [];
  const parts = conjuncts(form);
  const claims = form.join === 'all' ? claimsIn(parts) : [];
  const found = claims.flatMap((claim, index) => {
    const stronger = claims.find(
      (other, place) =>
        other !== claim && implies(other, claim) && (place < index || !implies(claim, other)),
    );
    return stronger === undefined
      ? []
      : [problem(claim, `changes nothing beside ${stronger.path}, which already decides it`)];
  });
  const inside = form.join === 'all' ? parts : form.parts;
  return [...found, ...inside.flatMap(subsumed)];
}

/** Branches of an `any` that never hold where the rest of the rule does. */
function deadBranches(form: NormalForm, known: readonly Claim[]): RuleProblem[] {
  if ('claim' in form) return [];
  if (form.join === 'all') {
    const parts = conjuncts(form);
    const all = [...known, ...claimsIn(parts)];
    return parts.flatMap((part) => deadBranches(part, all));
  }
  return form.parts.flatMap((part) => {
    const conflict = conflictIn(part, known);
    if (conflict === null) return deadBranches(part, known);
    const last = conflict.at(-1)!;
    const others = conflict.slice(0, -1).map(({ path }) => path);
    const beside = others.length === 0 ? '' : ` beside ${others.join(', ')}`;
    return [problem(last, `is in a branch that never holds${beside}`)];
  });
}

function problem({ path }: Claim, message: string): RuleProblem {
  return { path, message, suggestion: null };
}
