import { DateTime } from 'luxon';
import { evaluateRule, type Language, type Rule, type UserFacts } from '../../segments/index.ts';
import type { Counterfactual } from '../explanation.ts';
import { act } from './acting.ts';
import { afterDeeds } from './deeds/deed.ts';
import { doneAt } from './find-deed.ts';

/** How many changes of time are looked at to find one that changes the verdict. */
const WAITS_TRIED = 32;

/** A change with what it makes of the user, and the instant at which it is judged. */
export interface RuleChange {
  readonly told: Counterfactual;
  readonly facts: UserFacts;
  readonly at: number;
}

/**
 * Changes that would make the verdict another one, each tried out on the evaluator: further events of the
 * user from now on, or nothing but time going by. Never the past, never what a user is.
 */
export function ruleChanges(
  rule: Rule,
  facts: UserFacts,
  now: number,
  language: Language,
): RuleChange[] {
  return [...byActing(rule, facts, now, language), ...byWaiting(rule, facts, now, language)];
}

function byActing(rule: Rule, facts: UserFacts, now: number, language: Language): RuleChange[] {
  const wanted = evaluateRule(rule, facts, now).verdict === 'TRUE' ? 'FALSE' : 'TRUE';
  const deeds = act(rule, facts, now, wanted, language);
  if (deeds === null) return [];
  const told: Counterfactual = {
    sentence: language.phrases.change.together(deeds.map(({ sentence }) => sentence)),
    ...{ verdict: wanted, verified: true },
    changes: deeds.length,
    events: deeds.reduce((sum, { events }) => sum + events.length, 0),
  };
  return [{ told, facts: afterDeeds(facts, deeds), at: doneAt(now, deeds) }];
}

function byWaiting(rule: Rule, facts: UserFacts, now: number, language: Language): RuleChange[] {
  const today = evaluateRule(rule, facts, now);
  let next = today.validUntil;
  for (let tried = 0; tried < WAITS_TRIED && next !== null; tried += 1) {
    const { verdict, validUntil } = evaluateRule(rule, facts, next);
    if (verdict === 'TRUE' ? today.verdict !== 'TRUE' : today.verdict === 'TRUE') {
      const until = DateTime.fromMillis(next, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");
      const sentence = language.phrases.change.wait(until);
      const told = { sentence, verdict, verified: true, changes: 1, events: 0 };
      return [{ told, facts, at: next }];
    }
    next = validUntil;
  }
  return [];
}
