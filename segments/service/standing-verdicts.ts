import type { StandingVerdict, Store } from '../../store/index.ts';
import type { ActiveSegments, RuleSegment } from './active-segments.ts';
import type { JudgedUser } from './judged-user.ts';

/**
 * The stored verdicts that judging again would give again: of rules that read nothing of what the user did
 * since, as far as time has not made them due. Rules about items, other people, places or predictions are
 * judged each time: those change without an event of the user's own.
 * @returns by user and segment; users for whom everything is to be judged are left out
 */
export async function standingVerdicts(
  store: Store,
  { rules }: Pick<ActiveSegments, 'rules'>,
  users: readonly JudgedUser[],
  now: number,
): Promise<Map<string, Map<string, StandingVerdict>>> {
  const untouched = new Map<string, ReadonlyMap<string, RuleSegment>>();
  for (const { userId, history } of users) {
    const own = history.news == null ? [] : untouchedBy(history.news, rules);
    if (own.length > 0) untouched.set(userId, new Map(own.map((rule) => [rule.id, rule])));
  }
  const standing = new Map<string, Map<string, StandingVerdict>>();
  if (untouched.size === 0) return standing;
  const ids = new Set([...untouched.values()].flatMap((own) => [...own.keys()]));
  for (const verdict of await store.memberships.standing([...untouched.keys()], [...ids], now)) {
    const { userId, segmentId, segmentVersion } = verdict;
    if (untouched.get(userId)?.get(segmentId)?.version !== segmentVersion) continue;
    const own = standing.get(userId) ?? new Map<string, StandingVerdict>();
    standing.set(userId, own.set(segmentId, verdict));
  }
  for (const [userId, own] of standing) keepWhole(untouched.get(userId)!, own);
  return standing;
}

/** The rules that new events of some modalities leave as they are, each after those that it refers to. */
function untouchedBy(
  modalities: readonly string[],
  rules: readonly RuleSegment[],
): readonly RuleSegment[] {
  const untouched = new Map<string, RuleSegment>();
  for (const rule of rules) {
    const { dependencies: reads } = rule;
    if (reads.items || reads.others || reads.friends || reads.places) continue;
    if (reads.readOuts.size > 0 || modalities.some((name) => reads.modalities.has(name))) continue;
    if ([...reads.segments].every((id) => untouched.has(id))) untouched.set(rule.id, rule);
  }
  return [...untouched.values()];
}

/** Takes out what refers to a verdict that does not stand. */
function keepWhole(
  rules: ReadonlyMap<string, RuleSegment>,
  standing: Map<string, StandingVerdict>,
): void {
  for (const [id, { dependencies }] of rules) {
    if ([...dependencies.segments].some((other) => !standing.has(other))) standing.delete(id);
  }
}
