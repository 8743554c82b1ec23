import { type JudgedUser, judgeUser, type Rule, type UserFacts } from '../../segments/index.ts';
import type { Verdict } from '../../store/index.ts';
import type { Case } from '../case.ts';
import type { Counterfactual } from '../explanation.ts';
import { readsProfile } from '../segments-at.ts';
import { instantAfter, judgedFromEncoded } from '../subject.ts';
import { type RuleChange, ruleChanges } from './counterfactuals.ts';
import { withReferredRules } from './referred-rules.ts';

/**
 * What would change the verdict of a rule segment. Each change was tried out by what decides membership:
 * the changed user is encoded by the model where the rule reads a profile, and judged by all segments that
 * the rule refers to.
 */
export async function ruleCounterfactuals(
  about: Case,
  rule: Rule,
  facts: UserFacts,
): Promise<Counterfactual[]> {
  const { segment, language, now } = about;
  const rules = new Map(segment.segments.rules.map((other) => [other.id, other.rule]));
  const changes = ruleChanges(withReferredRules(rule, rules), facts, now, language);
  const confirmed: Counterfactual[] = [];
  for (const change of changes) {
    if ((await verdictAfter(about, change)) === change.told.verdict) confirmed.push(change.told);
  }
  return confirmed;
}

async function verdictAfter(
  { segment, subject }: Case,
  { facts, at }: RuleChange,
): Promise<Verdict | undefined> {
  const user = await encodedAnew(subject, facts, readsProfile(segment));
  const judged = judgeUser(
    segment.segments,
    user,
    ({ readOuts, places }, segments) => ({ ...facts, readOuts, places, segments }),
    at,
  );
  return judged.find(({ segmentId }) => segmentId === segment.target.id)?.verdict;
}

/** The user with a changed history, as the model sees it. */
async function encodedAnew(
  { user, model: load, profileAsOf }: Case['subject'],
  { history }: UserFacts,
  isRead: boolean,
): Promise<JudgedUser> {
  const changed = { ...user.history, ...history };
  const model = isRead ? await load() : null;
  if (model === null || profileAsOf === null) return { ...user, history: changed };
  const asOf = instantAfter(profileAsOf, changed);
  const [encoded] = await model.fusion.encode([changed], { asOf });
  return judgedFromEncoded(changed, model.id, encoded, asOf);
}
