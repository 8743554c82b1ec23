import type { NewMembership, StandingVerdict } from '../../store/index.ts';
import { type Assignment, assign } from '../learned/assign.ts';
import { evaluateRule } from '../rules/evaluate-rule.ts';
import type { KnownVerdict, UserFacts } from '../rules/facts.ts';
import { judgeScored } from '../scored/judge-scored.ts';
import type { ActiveSegments } from './active-segments.ts';
import type { JudgedUser } from './judged-user.ts';
import { knownVerdict } from './known-verdict.ts';
import { learnedProof, proofToJson, ruleProof, scoredProof } from './proof.ts';

/** Puts together what rules read about a user. */
export type FactsOf = (user: JudgedUser, segments: Record<string, KnownVerdict>) => UserFacts;

/**
 * Judges one user by every segment: rules last and in their order, because they may refer to the
 * others. What stands is not judged again. A segment that was learned on another model than the user's
 * profile has no verdict.
 * @param now milliseconds since the epoch
 */
export function judgeUser(
  segments: ActiveSegments,
  user: JudgedUser,
  factsOf: FactsOf,
  now: number,
  standing: ReadonlyMap<string, StandingVerdict> = new Map(),
): NewMembership[] {
  const known: Record<string, KnownVerdict> = {};
  const memberships = [
    ...judgeByGroups(segments, user, now),
    ...judgeByScores(segments, user, now),
  ];
  for (const membership of memberships) known[membership.segmentId] = knownVerdict(membership);
  const facts = factsOf(user, known);
  for (const { id, version, rule } of segments.rules) {
    const stands = standing.get(id);
    if (stands !== undefined) {
      known[id] = { verdict: stands.verdict, validUntil: stands.validUntil, similarity: null };
      continue;
    }
    const { verdict, trace, validUntil } = evaluateRule(rule, facts, now);
    known[id] = { verdict, validUntil, similarity: null };
    memberships.push({
      userId: user.userId,
      segmentId: id,
      segmentVersion: version,
      member: verdict === 'TRUE',
      verdict,
      score: null,
      proof: proofToJson(ruleProof(trace)),
      validUntil,
      at: now,
    });
  }
  return memberships;
}

function judgeByScores({ scored }: ActiveSegments, user: JudgedUser, now: number): NewMembership[] {
  return scored.flatMap(({ id, kind, version, modelId, definition }) => {
    const found = modelId === user.modelId ? judgeScored(definition, user) : null;
    if (found === null) return [];
    return {
      userId: user.userId,
      segmentId: id,
      segmentVersion: version,
      member: found.member,
      verdict: found.member ? 'TRUE' : 'FALSE',
      score: found.value,
      proof: proofToJson(scoredProof(kind, found)),
      validUntil: null,
      at: now,
    };
  });
}

function judgeByGroups(
  { learned }: ActiveSegments,
  user: JudgedUser,
  now: number,
): NewMembership[] {
  const assignments = new Map<string, Assignment>();
  return learned.flatMap(({ id, version, modelId, definition }) => {
    if (user.profile === null || modelId !== user.modelId) return [];
    const { grouping, groupingId, group } = definition;
    const found = assignments.get(groupingId) ?? assign(grouping, user.profile);
    assignments.set(groupingId, found);
    const member = found.group === group;
    return {
      userId: user.userId,
      segmentId: id,
      segmentVersion: version,
      member,
      verdict: member ? 'TRUE' : 'FALSE',
      score: found.margins[group],
      proof: proofToJson(learnedProof(groupingId, group, found)),
      validUntil: null,
      at: now,
    };
  });
}
