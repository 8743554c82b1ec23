import type { ExpertReader } from '../../../fusion/experts/index.ts';
import { asNewUser } from '../../../fusion/experts/preparation/new-user.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import { historyOfModalities } from '../../baselines/only-modalities.ts';
import type { YelpData, YelpUser } from './dataset.ts';
import { yelpReader } from './judge.ts';
import { isWithheld, scoreList, type TestScores } from './protocol.ts';
import { type Scorer, UserRanking } from './ranking.ts';
import { yelpModalities } from './training.ts';

/** What is known of a new user beside friends: where the first two places are, not what they are. */
const HOME_PLACES = 2;

/** `a`: all other own items are to be found; `b`: those of the test part. */
export interface ColdScores {
  readonly a: TestScores;
  readonly b: TestScores;
}

export interface NewUser {
  readonly user: YelpUser;
  readonly ranking: UserRanking;
}

/** Experts fitted on everybody but the withheld users. */
export function readerOfOthers(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  seed: number,
): ExpertReader {
  const others = data.users.filter((user) => !isWithheld(user));
  return yelpReader(
    data,
    others.flatMap(({ userId }) => histories.get(userId) ?? []),
    seed,
  );
}

/** The withheld users as the experts of everybody else see them. */
export function rankNewUsers(
  reader: ExpertReader,
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  modalities: readonly string[],
): NewUser[] {
  return data.users.filter(isWithheld).flatMap((user): NewUser[] => {
    const history = histories.get(user.userId);
    if (!history || user.train.length === 0) return [];
    const asNew = asNewUser(historyOfModalities(history, modalities), yelpModalities());
    return [{ user, ranking: new UserRanking(reader, asNew) }];
  });
}

export function judgeNewUsers(users: readonly NewUser[], scorer: Scorer): ColdScores {
  const scores: ColdScores = { a: { recall: [], ndcg: [] }, b: { recall: [], ndcg: [] } };
  for (const { user, ranking } of users) {
    for (const { task, known, relevant } of tasksOf(user)) {
      if (relevant.length > 0) scoreList(ranking.rank(scorer, known), relevant, scores[task]);
    }
  }
  return scores;
}

function tasksOf({ train, tune, test }: YelpUser) {
  const home = new Set(train.slice(0, HOME_PLACES));
  const others = [...train, ...tune, ...test].filter((id) => !home.has(id));
  return [
    { task: 'a', known: home, relevant: others },
    { task: 'b', known: new Set([...train, ...tune]), relevant: test },
  ] as const;
}
