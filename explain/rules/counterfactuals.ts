import { DateTime } from 'luxon';
import { compareEvents, type Event, type Item } from '../../fusion/index.ts';
import {
  evaluateRule,
  type Language,
  type Rule,
  type TraceNode,
  type UserFacts,
} from '../../segments/index.ts';
import type { Counterfactual } from '../explanation.ts';
import { type FailingCondition, failingConditions } from './failing-conditions.ts';
import { furtherEvents } from './further-events.ts';
import { gapOf } from './gap.ts';

/** More changes than this are no advice. */
const MOST_CHANGES = 3;
/** How many changes of time are looked at to find one that changes the verdict. */
const WAITS_TRIED = 32;

/**
 * Changes that would make the verdict another one, each tried out on the evaluator: further events
 * of the user now, or nothing but time going by. Never the past, never what a user is.
 */
export function counterfactuals(
  rule: Rule,
  facts: UserFacts,
  now: number,
  trace: TraceNode,
  language: Language,
): Counterfactual[] {
  const wanted = trace.verdict === 'TRUE' ? 'FALSE' : 'TRUE';
  // What nobody can do costs more than anything that somebody can.
  const failing = failingConditions(trace, wanted, (condition) =>
    isWithinReach(condition, facts, now, language) ? 1 : OUT_OF_REACH,
  );
  return [
    ...byActing(rule, facts, now, failing, wanted, language),
    ...byWaiting(rule, facts, now, trace, wanted, language),
  ];
}

const OUT_OF_REACH = 1_000;

function isWithinReach(
  condition: FailingCondition,
  facts: UserFacts,
  now: number,
  language: Language,
): boolean {
  return (
    gapOf(condition, language).sentence !== null && furtherEvents(condition, facts, now, 0) !== null
  );
}

function byActing(
  rule: Rule,
  facts: UserFacts,
  now: number,
  failing: readonly FailingCondition[],
  wanted: FailingCondition['wanted'],
  language: Language,
): Counterfactual[] {
  const added: Event[] = [];
  const items = new Map<string, Item>();
  const said: string[] = [];
  for (const condition of failing) {
    const further = furtherEvents(condition, facts, now, added.length);
    const { sentence } = gapOf(condition, language);
    if (further === null || sentence === null) return [];
    added.push(...further.events);
    for (const item of further.items) items.set(item.id, item);
    said.push(sentence);
  }
  if (added.length === 0 || failing.length > MOST_CHANGES) return [];
  const events = [...facts.history.events, ...added].sort(compareEvents);
  const changed: UserFacts = {
    ...facts,
    history: { ...facts.history, events },
    item: (id) => items.get(id) ?? facts.item(id),
  };
  const { verdict } = evaluateRule(rule, changed, now);
  if (verdict !== wanted) return [];
  const sentence = said.join('; ');
  return [{ sentence, verdict, verified: true, changes: said.length, events: added.length }];
}

function byWaiting(
  rule: Rule,
  facts: UserFacts,
  now: number,
  trace: TraceNode,
  wanted: FailingCondition['wanted'],
  language: Language,
): Counterfactual[] {
  let next = evaluateRule(rule, facts, now).validUntil;
  for (let tried = 0; tried < WAITS_TRIED && next !== null; tried += 1) {
    const later = evaluateRule(rule, facts, next);
    if (later.verdict === wanted || (trace.verdict === 'TRUE' && later.verdict !== 'TRUE')) {
      const until = DateTime.fromMillis(next, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");
      const sentence = language.phrases.change.wait(until);
      return [{ sentence, verdict: later.verdict, verified: true, changes: 1, events: 0 }];
    }
    next = later.validUntil;
  }
  return [];
}
