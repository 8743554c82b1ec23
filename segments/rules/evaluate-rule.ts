import type { Verdict } from '../../store/index.ts';
import type { Judgement } from './condition-kind.ts';
import { conditionKinds } from './conditions/index.ts';
import type { UserFacts } from './facts.ts';
import type { Condition, ConditionName, Rule } from './rule.ts';
import type { TraceNode } from './trace.ts';
import { allOf, anyOf, opposite } from './verdict.ts';
import { entryOf, isCondition, joinPath, partsOf } from './walk.ts';

/** The verdict on a user with its proof. */
export interface Evaluation {
  readonly verdict: Verdict;
  readonly trace: TraceNode;
  /** The verdict holds before this instant if nothing happens, in milliseconds; null: for ever. */
  readonly validUntil: number | null;
}

/**
 * Judges a user by a rule: the only code that decides membership, so that the proof cannot disagree
 * with the verdict. Every condition is judged, also those that no longer matter.
 * @param now milliseconds since the epoch; events later than it do not count yet
 */
export function evaluateRule(rule: Rule, facts: UserFacts, now: number): Evaluation {
  return evaluateNode(rule, facts, now, '');
}

function evaluateNode(rule: Rule, facts: UserFacts, now: number, path: string): Evaluation {
  if (isCondition(rule)) return evaluateCondition(rule, facts, now, path);
  const parts = partsOf(rule).map((part) =>
    evaluateNode(part.rule, facts, now, joinPath(path, part.step)),
  );
  const combination = combine(rule, parts);
  return {
    verdict: combination.verdict,
    validUntil: combination.validUntil,
    trace: {
      path,
      kind: combination.kind,
      verdict: combination.verdict,
      condition: null,
      observed: null,
      eventIds: [],
      eventCount: 0,
      reason: null,
      children: parts.map(({ trace }) => trace),
    },
  };
}

function combine(
  rule: Exclude<Rule, Condition>,
  parts: readonly Evaluation[],
): { kind: 'all' | 'any' | 'not'; verdict: Verdict; validUntil: number | null } {
  if ('not' in rule) {
    return { kind: 'not', verdict: opposite(parts[0].verdict), validUntil: parts[0].validUntil };
  }
  const kind = 'all' in rule ? 'all' : 'any';
  const verdict = (kind === 'all' ? allOf : anyOf)(parts.map((part) => part.verdict));
  const decisive = kind === 'all' ? 'FALSE' : 'TRUE';
  // One part that decides alone is enough, so the verdict holds as long as the last of them does.
  const validUntil =
    verdict === decisive
      ? latest(parts.filter((part) => part.verdict === decisive))
      : earliest(parts);
  return { kind, verdict, validUntil };
}

function earliest(parts: readonly Evaluation[]): number | null {
  const ends = parts.flatMap(({ validUntil }) => (validUntil === null ? [] : [validUntil]));
  return ends.length === 0 ? null : Math.min(...ends);
}

function latest(parts: readonly Evaluation[]): number | null {
  const ends = parts.map(({ validUntil }) => validUntil ?? Number.POSITIVE_INFINITY);
  const end = Math.max(...ends);
  return Number.isFinite(end) ? end : null;
}

function evaluateCondition(
  condition: Condition,
  facts: UserFacts,
  now: number,
  path: string,
): Evaluation {
  const judgement = judge(condition, facts, now);
  return {
    verdict: judgement.verdict,
    validUntil: judgement.validUntil,
    trace: {
      path: joinPath(path, entryOf(condition)[0]),
      kind: entryOf(condition)[0],
      verdict: judgement.verdict,
      condition,
      observed: judgement.observed,
      eventIds: judgement.eventIds,
      eventCount: judgement.eventCount,
      reason: judgement.reason,
      children: [],
    },
  };
}

function judge<Name extends ConditionName>(
  condition: Condition,
  facts: UserFacts,
  now: number,
): Judgement {
  const [name, parameters] = entryOf<Name>(condition);
  return conditionKinds[name].evaluate(parameters, facts, now, evaluateRule);
}
