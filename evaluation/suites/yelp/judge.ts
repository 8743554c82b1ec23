import { buildServing, type ExpertReader } from '../../../fusion/experts/index.ts';
import type { UserHistory } from '../../../fusion/index.ts';
import { historyOfModalities } from '../../baselines/only-modalities.ts';
import { catalogueScores } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';
import type { YelpData, YelpUser } from './dataset.ts';
import { scoreList, type TestScores } from './protocol.ts';
import { type Scorer, UserRanking } from './ranking.ts';
import { PREPARE, yelpModalities } from './training.ts';

/** One that ranks, and what it is given of each user. */
export interface Contender {
  readonly scorer: Scorer;
  /** Events of other modalities are taken away before anything reads the history. */
  readonly modalities: readonly string[];
}

export interface Judged {
  readonly scores: TestScores;
  readonly lists: string[][];
}

/** Experts fitted on all events of the histories. */
export function yelpReader(
  data: YelpData,
  histories: Iterable<UserHistory>,
  seed: number,
): ExpertReader {
  return buildServing([...histories], data.items, yelpModalities(), { ...PREPARE, seed });
}

/** Every contender's lists for the given users who have test items, and what they are worth. */
export function judge(
  reader: ExpertReader,
  users: readonly YelpUser[],
  histories: ReadonlyMap<string, UserHistory>,
  contenders: readonly Contender[],
): Judged[] {
  const results = contenders.map((): Judged => ({ scores: { recall: [], ndcg: [] }, lists: [] }));
  for (const user of users) {
    const history = histories.get(user.userId);
    if (user.test.length === 0 || !history) continue;
    const known = new Set([...user.train, ...user.tune]);
    const rankings = new Map<string, UserRanking>();
    contenders.forEach(({ scorer, modalities }, index) => {
      const key = modalities.join();
      const ranking =
        rankings.get(key) ?? new UserRanking(reader, historyOfModalities(history, modalities));
      rankings.set(key, ranking);
      const list = ranking.rank(scorer, known);
      results[index].lists.push(list);
      scoreList(list, user.test, results[index].scores);
    });
  }
  return results;
}

/** How the lists spread over the catalogue. */
export function diversity(data: YelpData, lists: Judged['lists']): Figures {
  const popularity = new Map(data.items.map(({ id }) => [id, 0]));
  for (const { train, tune } of data.users) {
    for (const id of new Set([...train, ...tune])) {
      popularity.set(id, (popularity.get(id) ?? 0) + 1);
    }
  }
  const { coverage, gini, novelty } = catalogueScores(lists, popularity, data.users.length);
  return { 'coverage@20': coverage, 'gini@20': gini, 'novelty@20': novelty };
}
