import {
  evaluateRule,
  gatherFacts,
  judgeUser,
  knownVerdict,
  proofFromJson,
  scoreOf,
  type TraceNode,
} from '../../segments/index.ts';
import { faithfulnessOf } from '../attribution/faithfulness.ts';
import type { Case } from '../case.ts';
import { rankedEvents } from '../evidence.ts';
import { type Explained, residualOf } from '../explanation.ts';
import { readersAt } from '../subject.ts';
import { failingConditions } from './failing-conditions.ts';
import { ruleSentence } from './reasons.ts';
import { ruleCounterfactuals } from './rule-counterfactuals.ts';
import { RULE_BASELINE, ruleFactors } from './rule-factors.ts';
import { statementsOf } from './statements.ts';
import { unmetCondition } from './unmet-condition.ts';

/** Explains a rule's verdict out of its trace: the stored one where it holds, or judged anew. */
export async function explainRule(about: Case): Promise<Explained> {
  const { store, language, subject, segment, membership, now, past } = about;
  const { phrases } = language;
  const { user } = subject;
  const factsOf = await gatherFacts(
    store,
    [user],
    segment.segments.dependencies,
    past ? readersAt(store, now) : undefined,
  );
  const judged = judgeUser(segment.segments, user, factsOf, now);
  const own = judged.find(({ segmentId }) => segmentId === segment.target.id);
  const trace = traceOf(membership ?? own);
  const statements = statementsOf(trace, language, now);
  const factors = ruleFactors(trace, statements);
  const score = scoreOf(trace.verdict);
  const rule = segment.segments.rules.find(({ id }) => id === segment.target.id)?.rule;
  const known = Object.fromEntries(
    judged.map((verdict) => [verdict.segmentId, knownVerdict(verdict)]),
  );
  const evidence = rankedEvents(factors, trace.verdict === 'TRUE');
  return {
    verdict: trace.verdict,
    sentence: ruleSentence(phrases, segment.target.name, trace, factors, statements),
    score,
    baseline: RULE_BASELINE,
    baselineMeaning: phrases.ruleBaseline,
    factors: factors.sort((left, right) => Math.abs(right.value) - Math.abs(left.value)),
    residual: residualOf(score, RULE_BASELINE, factors),
    faithfulness:
      rule === undefined
        ? null
        : faithfulnessOf(
            (history) =>
              scoreOf(evaluateRule(rule, { ...factsOf(user, known), history }, now).verdict),
            user.history,
            evidence.map(({ eventId }) => eventId),
          ),
    evidence,
    whyNot:
      trace.verdict === 'TRUE'
        ? null
        : failingConditions(trace).map((failing) => unmetCondition(failing, language, statements)),
    findCounterfactuals: async () =>
      rule === undefined ? [] : ruleCounterfactuals(about, rule, factsOf(user, known)),
  };
}

function traceOf(
  membership: { readonly proof: Parameters<typeof proofFromJson>[0] } | undefined,
): TraceNode {
  const proof = membership === undefined ? null : proofFromJson(membership.proof);
  if (proof?.kind !== 'RULE') throw new TypeError('A rule segment was judged without a trace.');
  return proof.trace;
}
