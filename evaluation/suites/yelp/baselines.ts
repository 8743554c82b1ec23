import { dot, fitImplicitAls, SparseMatrix, topK } from '../../../fusion/linear/index.ts';
import type { Figures } from '../../suite.ts';
import type { YelpData, YelpUser } from './dataset.ts';
import { LIST_LENGTH, scoreList, summarise, type TestScores } from './protocol.ts';

type Scorer = (row: number) => Float64Array;

/** Popularity and iALS on the interactions alone, fitted on train and tune. */
export function yelpBaselines(data: YelpData, seed: number): Record<string, Figures> {
  const indices = new Map(data.items.map((item, index) => [item.id, index]));
  const known = data.users.map((user) =>
    [...user.train, ...user.tune].map((id) => indices.get(id) ?? -1),
  );
  const matrix = SparseMatrix.fromRows(
    data.items.length,
    known.map((items) => ({ indices: items, values: items.map(() => 1) })),
  );
  const rows = new Map(data.users.map((user, row) => [user.userId, row]));
  const judge = (scorer: Scorer): Figures => {
    const rank = (user: YelpUser): string[] => {
      const row = rows.get(user.userId) ?? -1;
      const scores = scorer(row).slice();
      for (const item of known[row]) scores[item] = Number.NEGATIVE_INFINITY;
      return Array.from(topK(scores, scores.length, LIST_LENGTH), (item) => data.items[item].id);
    };
    const scores: TestScores = { recall: [], ndcg: [] };
    for (const user of data.users) {
      if (user.test.length > 0) scoreList(rank(user), user.test, scores);
    }
    return summarise([scores]).figures;
  };
  const popularity = matrix.columnSums();
  const settings = { factors: 128, confidence: 20, regularisation: 80, iterations: 15, seed };
  const { users, items, factors } = fitImplicitAls(matrix, settings);
  return {
    popularity: judge(() => popularity),
    ials: judge((row) => {
      const scores = new Float64Array(data.items.length);
      for (let item = 0; item < scores.length; item += 1) {
        scores[item] = dot(users, row * factors, items, item * factors, factors);
      }
      return scores;
    }),
  };
}
