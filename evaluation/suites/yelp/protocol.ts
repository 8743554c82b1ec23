import type { Cut, Stage } from '../../../fusion/experts/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import { mean, pairedBootstrap, rankingScores } from '../../metrics/index.ts';
import type { Figures, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import { visitTime, type YelpUser } from './dataset.ts';

export const LIST_LENGTH = 20;

/** Every tenth user: their interactions are withheld from training, for the judgement of new users. */
export function isWithheld({ userId }: Pick<YelpUser, 'userId'>): boolean {
  return numberOf(userId) % 10 === 0;
}

/** The instant of the visit with which this share of a user's visits is over. */
function visitAt(share: number, visits: readonly string[]): number {
  return visitTime(Math.ceil(share * visits.length) - 1);
}

function numberOf(userId: string): number {
  return Number(userId.slice(userId.indexOf('_') + 1));
}

/** How many groups of users take turns at being new to the experts. */
const NEW_USER_GROUPS = 2;

/**
 * The stages of training, cut user by user, withheld users in none of them: `early` learns
 * from the fourth fifth of the train part, `inner` from the last, `tune` from the tune part, and at `new` the users of one group at a
 * time are simulated as new to experts that know the others' train and tune parts. Nothing of the
 * test part is in any of them.
 */
export function yelpStages(
  users: readonly YelpUser[],
): (histories: readonly UserHistory[]) => Stage[] {
  const byId = new Map(users.map((user) => [user.userId, user]));
  const cutBy =
    (partOf: (user: YelpUser) => Cut): Stage['cut'] =>
    ({ userId }) => {
      const user = byId.get(userId);
      return !user || user.train.length === 0 || isWithheld(user) ? null : partOf(user);
    };
  const knownUntil = ({ train, tune }: YelpUser): number =>
    visitTime(train.length + tune.length - 1);
  const newUsers = Array.from(
    { length: NEW_USER_GROUPS },
    (_, group): Stage => ({
      name: `new ${group + 1}`,
      split: 'train',
      cut: cutBy((user) => ({ asOf: knownUntil(user), until: knownUntil(user) })),
      isNew: ({ userId }) => Math.floor(numberOf(userId) / 10) % NEW_USER_GROUPS === group,
    }),
  );
  return () => [
    {
      name: 'early',
      split: 'train',
      cut: cutBy(({ train }) => ({ asOf: visitAt(0.6, train), until: visitAt(0.8, train) })),
    },
    {
      name: 'inner',
      split: 'train',
      cut: cutBy(({ train }) => ({ asOf: visitAt(0.8, train), until: visitAt(1, train) })),
    },
    {
      name: 'tune',
      split: 'train',
      cut: cutBy((user) => ({
        asOf: visitTime(user.train.length - 1),
        until: knownUntil(user),
      })),
    },
    ...newUsers,
  ];
}

/** Scores of all users with test items, in the order of the users. */
export interface TestScores {
  readonly recall: number[];
  readonly ndcg: number[];
}

/**
 * Judges one user's ranked list and adds the scores. Known items must not be in the list; a user who
 * returns to a known place cannot be predicted, and such test items stay in the count.
 */
export function scoreList(
  list: readonly string[],
  relevant: readonly string[],
  into: TestScores,
): void {
  const { recall, ndcg } = rankingScores(list, new Set(relevant), LIST_LENGTH);
  into.recall.push(recall);
  into.ndcg.push(ndcg);
}

/** Mean and standard deviation over seeds. */
export function summarise(results: readonly TestScores[]): Pick<SuiteResult, 'figures' | 'spread'> {
  return summariseSeeds(
    results.map(({ recall, ndcg }) => ({ 'recall@20': mean(recall), 'ndcg@20': mean(ndcg) })),
  );
}

/** Each user's scores, averaged over seeds. */
export function meanOverSeeds(results: readonly TestScores[]): TestScores {
  const average = (lists: readonly (readonly number[])[]): number[] =>
    lists[0].map((_, user) => mean(lists.map((list) => list[user])));
  return {
    recall: average(results.map(({ recall }) => recall)),
    ndcg: average(results.map(({ ndcg }) => ndcg)),
  };
}

/** By how much the NDCG of the first is above the second's, with a 95% paired bootstrap interval. */
export function compare(name: string, left: TestScores, right: TestScores): Figures {
  const { difference, low, high } = pairedBootstrap(left.ndcg, right.ndcg, { seed: 1 });
  return {
    [`ndcg@20_over_${name}`]: difference,
    [`ndcg@20_over_${name}_low`]: low,
    [`ndcg@20_over_${name}_high`]: high,
  };
}
