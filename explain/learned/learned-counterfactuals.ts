import { historiesOf, instantOf } from '../../profiles/index.ts';
import { type Assignment, assign, type LearnedDefinition } from '../../segments/index.ts';
import { actsOf } from '../attribution/acts.ts';
import { categoriesOf } from '../attribution/categories.ts';
import { smallestChange } from '../attribution/smallest-change.ts';
import type { Case } from '../case.ts';
import type { Counterfactual } from '../explanation.ts';
import { changeSentence } from '../scored/change-sentence.ts';
import { marginScore } from './margin-score.ts';

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
  const { user, model, profileAsOf } = subject;
  if (model === null || profileAsOf === null) return [];
  const { grouping, group, segmentIds } = definition;
  const member = found.group === group;
  const wanted = member ? runnerUp(found) : group;
  const { rows } = await store.memberships.members(segmentIds[wanted], { first: MEMBERS_READ });
  const others = await historiesOf(
    store,
    rows.map(({ row }) => row.userId).filter((id) => id !== user.userId),
  );
  const change = smallestChange(
    user.history,
    actsOf(others, await categoriesOf(store, others)),
    profileAsOf,
    (history) => {
      const asOf = instantOf({ ...user.history, ...history }, model);
      const score = marginScore(model.fusion.featureReader(asOf), definition);
      const margin = score.score(score.read(history));
      return member ? -margin : margin;
    },
  );
  if (change === null) return [];
  const history = { ...user.history, ...change.history };
  const [encoded] = await model.fusion.encode([history], {
    asOf: instantOf(history, model),
    recommendations: 0,
  });
  const verdict = assign(grouping, encoded).group === group ? 'TRUE' : 'FALSE';
  if (verdict === (member ? 'TRUE' : 'FALSE')) return [];
  return [
    {
      sentence: changeSentence(change.changes, language),
      verdict,
      verified: true,
      changes: change.changes.length,
      events: change.changes.reduce((sum, { amount }) => sum + amount, 0),
    },
  ];
}

/** The likeliest group but the one that the user is in. */
function runnerUp({ group, confidences }: Assignment): number {
  const others = [...confidences.keys()].filter((other) => other !== group);
  return others.reduce(
    (best, other) => (confidences[other] > confidences[best] ? other : best),
    others[0] ?? group,
  );
}
