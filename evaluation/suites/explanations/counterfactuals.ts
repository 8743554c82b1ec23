import { actsOf } from '../../../explain/attribution/acts.ts';
import type { CategoryOf } from '../../../explain/attribution/categories.ts';
import { learnedChange } from '../../../explain/learned/learned-change.ts';
import type { FusionModel } from '../../../fusion/index.ts';
import { assign, type LearnedGrouping } from '../../../segments/index.ts';
import { median } from './median.ts';
import type { ScoredUser } from './scored-user.ts';

const PEERS = 8;

export interface CounterfactualResult {
  /** Share of those found whose change makes a model that encodes anew assign the group that was wanted. */
  readonly valid: number;
  /** Share of the users for whom one was found; the others are told that none is within reach. */
  readonly found: number;
  /** Medians over those found. */
  readonly changes: number;
  readonly events: number;
}

/**
 * For each user the smallest change into a group that the user is not in, by what members of that group
 * do, encoded and assigned once more from scratch by the code that serves.
 * @param trainedThrough the instant that profiles speak of at least
 */
export async function judgeCounterfactuals(
  model: FusionModel,
  grouping: LearnedGrouping,
  users: readonly ScoredUser[],
  judged: readonly ScoredUser[],
  trainedThrough: number,
  categoryOf: CategoryOf,
): Promise<CounterfactualResult> {
  const groups = [...new Set(users.map(({ group }) => group))].sort();
  const actsInto = new Map(
    groups.map((group) => {
      const members = users.filter((user) => user.group === group).slice(0, PEERS);
      return [
        group,
        actsOf(
          members.map(({ history }) => history),
          categoryOf,
        ),
      ];
    }),
  );
  const found: { changes: number; events: number; valid: boolean }[] = [];
  for (const [place, user] of judged.entries()) {
    const others = groups.filter((group) => group !== user.group);
    const wanted = others[place % others.length];
    const instantOf = ({ events }: typeof user.history) =>
      Math.max(trainedThrough, events.at(-1)?.at ?? 0);
    const change = learnedChange(
      { fusion: model, instantOf },
      { grouping, group: wanted },
      user.history,
      actsInto.get(wanted)!,
      false,
    );
    if (change === null) continue;
    const [encoded] = await model.encode([change.history], {
      asOf: instantOf(change.history),
    });
    found.push({
      changes: change.changes.length,
      events: change.changes.reduce((sum, { amount }) => sum + amount, 0),
      valid: assign(grouping, encoded).group === wanted,
    });
  }
  return {
    valid: found.filter(({ valid }) => valid).length / found.length,
    found: found.length / judged.length,
    changes: median(found.map(({ changes }) => changes)),
    events: median(found.map(({ events }) => events)),
  };
}
