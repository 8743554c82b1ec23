import { type FeatureColumn, featureTable } from '../../../fusion/heads/index.ts';
import {
  type Kernel,
  type KernelCandidate,
  sparseKernel,
  sumKernels,
  tableKernel,
  tfIdf,
  unitRows,
} from '../../../fusion/heads/linear/index.ts';
import { SparseMatrix } from '../../../fusion/linear/index.ts';
import type { MovieRatings, Rating } from '../../datasets/movie-ratings.ts';

const STRENGTHS = [2, 4];

/** Which films a user rated, by how rare they are; the plain view that all others add to. */
export function watched({ users, films, ratings }: MovieRatings): SparseMatrix {
  return tfIdf(matrixOf(users.length, films.length, ratings, () => 1));
}

/** Users by the films they rated, by what they liked and disliked, by genres, years and hours. */
export function movieCandidates(data: MovieRatings): KernelCandidate[] {
  const { users, films, ratings } = data;
  const means = users.map(() => ({ sum: 0, count: 0 }));
  for (const { user, rating } of ratings) {
    means[user].sum += rating;
    means[user].count += 1;
  }
  const liking = ({ user, rating }: Rating): number => rating - means[user].sum / means[user].count;
  const kernelOf = (value: (rating: Rating) => number): Kernel =>
    sparseKernel(unitRows(matrixOf(users.length, films.length, ratings, value)));
  const rarity = new Map<number, number>();
  for (const { film } of ratings) rarity.set(film, (rarity.get(film) ?? 0) + 1);
  const idf = (film: number): number => Math.log(users.length / (rarity.get(film) ?? 1)) + 0.1;
  const seen = sparseKernel(watched(data));
  const seenEvenly = kernelOf(({ film }) => Math.sqrt(idf(film)));
  const rated = kernelOf(liking);
  const liked = kernelOf((rating) => Math.max(liking(rating), 0) * idf(rating.film));
  const disliked = kernelOf((rating) => Math.max(-liking(rating), 0) * idf(rating.film));
  const habits = tableKernel(featureTable(habitColumns(data, liking)));
  const views: readonly { readonly name: string; readonly kernel: Kernel }[] = [
    {
      name: 'seen, rated',
      kernel: sumKernels([
        { kernel: seen, weight: 1 },
        { kernel: rated, weight: 0.5 },
      ]),
    },
    {
      name: 'seen, liked, disliked',
      kernel: sumKernels([
        { kernel: seen, weight: 1 },
        { kernel: liked, weight: 0.4 },
        { kernel: disliked, weight: 0.4 },
      ]),
    },
    {
      name: 'seen, rated, habits',
      kernel: sumKernels([
        { kernel: seen, weight: 1 },
        { kernel: rated, weight: 0.5 },
        { kernel: habits, weight: 0.1 },
      ]),
    },
    {
      name: 'seen evenly, rated, liked, disliked',
      kernel: sumKernels([
        { kernel: seenEvenly, weight: 1 },
        { kernel: rated, weight: 0.4 },
        { kernel: liked, weight: 0.3 },
        { kernel: disliked, weight: 0.3 },
      ]),
    },
  ];
  return views.flatMap(({ name, kernel }) =>
    STRENGTHS.map((l2) => ({ name: `${name} (${l2})`, kernel, l2 })),
  );
}

function matrixOf(
  users: number,
  films: number,
  ratings: readonly Rating[],
  value: (rating: Rating) => number,
): SparseMatrix {
  const rows = Array.from({ length: users }, () => ({
    indices: [] as number[],
    values: [] as number[],
  }));
  for (const rating of ratings) {
    rows[rating.user].indices.push(rating.film);
    rows[rating.user].values.push(value(rating));
  }
  return SparseMatrix.fromRows(films, rows);
}

/** How much, when and of what kind a user rates. */
function habitColumns(
  { users, films, ratings }: MovieRatings,
  liking: (rating: Rating) => number,
): FeatureColumn[] {
  const byUser = users.map((): Rating[] => []);
  for (const rating of ratings) byUser[rating.user].push(rating);
  const genres = [...new Set(films.flatMap((film) => film.genres))].sort();
  const column = (name: string, value: (own: Rating[]) => number): FeatureColumn => ({
    name,
    group: 'habits',
    values: byUser.map(value),
  });
  const share = (own: Rating[], counts: (rating: Rating) => boolean): number =>
    own.filter(counts).length / own.length;
  const quantile = (own: Rating[], at: number): number => {
    const years = own.map(({ film }) => films[film].year).filter((year) => !Number.isNaN(year));
    return years.sort((left, right) => left - right)[Math.floor(at * (years.length - 1))];
  };
  const hourOf = ({ at }: Rating): number => new Date(at).getUTCHours();
  return [
    column('log_ratings', (own) => Math.log(own.length)),
    ...[1, 2, 3, 4, 5].map((stars) =>
      column(`share_${stars}_stars`, (own) => share(own, ({ rating }) => rating === stars)),
    ),
    ...[0.1, 0.25, 0.5, 0.75].map((at) => column(`year_${at}`, (own) => quantile(own, at))),
    ...[0, 4, 8, 12, 16, 20].map((hour) =>
      column(`share_from_${hour}h`, (own) =>
        share(own, (rating) => hourOf(rating) >= hour && hourOf(rating) < hour + 4),
      ),
    ),
    ...genres.flatMap((genre) => {
      const isOf = ({ film }: Rating): boolean => films[film].genres.includes(genre);
      return [
        column(`share_${genre}`, (own) => Math.sqrt(share(own, isOf))),
        column(`liking_${genre}`, (own) => {
          const rated = own.filter(isOf);
          return rated.reduce((sum, rating) => sum + liking(rating), 0) / (rated.length + 5);
        }),
      ];
    }),
  ];
}
