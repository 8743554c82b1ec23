import type { UserHistory } from '../../fusion/index.ts';
import { historiesOf } from '../../profiles/index.ts';
import { type Assignment, assign, type LearnedDefinition } from '../../segments/index.ts';
import { actsOf } from '../attribution/acts.ts';
import { categoriesOf } from '../attribution/categories.ts';
import type { Case } from '../case.ts';
import type { Counterfactual } from '../explanation.ts';
import { toldChange } from '../scored/told-change.ts';
import { instantAfter } from '../subject.ts';
import { learnedChange } from './learned-change.ts';

/** So many members show what people in a segment do. */
const MEMBERS_READ = 8;

/**
 * What a user could do more of to fall into a segment, or out of it: what members of the wanted segment
 * do. Every answer was encoded and assigned by the very code that decides membership.
 */
export async function learnedCounterfactuals(
  { store, subject, language }: Case,
  definition: LearnedDefinition,
  found: Assignment,
): Promise<Counterfactual[]> {
  const { user, profileAsOf } = subject;
  const model = await subject.model();
  if (model === null || profileAsOf === null) return [];
  const { grouping, group, segmentIds } = definition;
  const member = found.group === group;
  const wanted = member ? runnerUp(found) : group;
  const { rows } = await store.memberships.members(segmentIds[wanted], { first: MEMBERS_READ });
  const others = await historiesOf(
    store,
    rows.map(({ row }) => row.userId).filter((id) => id !== user.userId),
  );
  const instant = (history: UserHistory) => instantAfter(profileAsOf, history);
  const change = learnedChange(
    { fusion: model.fusion, instantOf: instant },
    { grouping, group },
    user.history,
    actsOf(others, await categoriesOf(store, others)),
    member,
  );
  if (change === null) return [];
  const [encoded] = await model.fusion.encode([change.history], {
    asOf: instant(change.history),
  });
  const verdict = assign(grouping, encoded).group === group ? 'TRUE' : 'FALSE';
  if (verdict === (member ? 'TRUE' : 'FALSE')) return [];
  return [toldChange(change, verdict, language)];
}

/** The likeliest group but the one that the user is in. */
function runnerUp({ group, confidences }: Assignment): number {
  const others = [...confidences.keys()].filter((other) => other !== group);
  return others.reduce(
    (best, other) => (confidences[other] > confidences[best] ? other : best),
    others[0] ?? group,
  );
}
