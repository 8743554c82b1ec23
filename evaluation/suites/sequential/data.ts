import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { dataSetFolder } from '../../data-folder.ts';
import { readMovieRatings } from '../../datasets/movie-ratings.ts';

/** What users turned to, one after the other; the last item of each is to be foretold. */
export interface SequentialData {
  readonly items: number;
  /** Each user's items, oldest first; at least three. */
  readonly sequences: readonly Int32Array[];
  /** Milliseconds since the epoch of each, in parallel; null where the data have an order alone. */
  readonly times: readonly Float64Array[] | null;
  /** What each item is like, as indices from 0. */
  readonly attributes: readonly Int32Array[];
  /** What users are told apart by, when it is asked for whom the lists are good: kind, then each user's group. */
  readonly groups?: Readonly<Record<string, readonly (string | null)[]>>;
}

/** Item numbers drawn anew: those of files follow the order of first appearance. */
function drawNumbers(count: number, seed: number): Int32Array {
  return RandomSource.fromSeed(seed).shuffle(Int32Array.from({ length: count }, (_, at) => at));
}

/**
 * Amazon Beauty, five reviews a user and an item at least, with the items' categories and brands.
 * @throws {SuiteDataAbsentError}
 */
export async function readBeauty(seed: number, dataFolder?: string): Promise<SequentialData> {
  const folder = dataSetFolder('amazon-beauty', dataFolder);
  const read = async (name: string): Promise<string> =>
    gunzipSync(await readFile(join(folder, name))).toString('utf8');
  const lines = (await read('Beauty.txt.gz')).trimEnd().split('\n');
  const raw = lines.map((line) => line.trim().split(' ').slice(1).map(Number));
  const items = Math.max(...raw.map((own) => Math.max(...own)));
  const numbers = drawNumbers(items, seed);
  const attributes: Int32Array[] = Array.from({ length: items }, () => new Int32Array(0));
  const content = JSON.parse(await read('Beauty_item2attributes.json.gz')) as Record<
    string,
    number[]
  >;
  for (const [item, own] of Object.entries(content)) {
    attributes[numbers[Number(item) - 1]] = Int32Array.from(own);
  }
  return {
    items,
    sequences: raw.map((own) => Int32Array.from(own, (item) => numbers[item - 1])),
    times: null,
    attributes,
  };
}

/**
 * The ratings of ml-100k as sequences. Ratings of the same second, half of them, stand in the order
 * of the file, which is none of time or film.
 * @throws {SuiteDataAbsentError}
 */
export async function readFilmSequences(
  seed: number,
  dataFolder?: string,
): Promise<SequentialData> {
  const { users, films, ratings } = await readMovieRatings(dataFolder);
  const numbers = drawNumbers(films.length, seed);
  const own = users.map((): { item: number; at: number }[] => []);
  for (const { user, film, at } of ratings) own[user].push({ item: numbers[film], at });
  for (const list of own) list.sort((left, right) => left.at - right.at);
  const genres = [...new Set(films.flatMap((film) => film.genres))].sort();
  const genreNumbers = new Map(genres.map((genre, place) => [genre, place]));
  const attributes: Int32Array[] = Array.from({ length: films.length }, () => new Int32Array(0));
  films.forEach((film, index) => {
    // Films of the same five years are alike beside those of the same genre.
    const decade = Number.isNaN(film.year)
      ? []
      : [genres.length + Math.floor((film.year - 1900) / 5)];
    attributes[numbers[index]] = Int32Array.from([
      ...film.genres.map((genre) => genreNumbers.get(genre) ?? 0),
      ...decade,
    ]);
  });
  return {
    items: films.length,
    sequences: own.map((list) => Int32Array.from(list, ({ item }) => item)),
    times: own.map((list) => Float64Array.from(list, ({ at }) => at)),
    attributes,
    groups: {
      gender: users.map(({ gender }) => (gender === 'F' ? 'women' : 'men')),
      age: users.map(({ age }) => ageGroup(age)),
    },
  };
}

/** Bounds that leave a fair number of people on each side. */
const AGES = [
  { under: 25, name: 'under_25' },
  { under: 35, name: '25_to_34' },
  { under: 50, name: '35_to_49' },
];

function ageGroup(age: number): string {
  return AGES.find(({ under }) => age < under)?.name ?? '50_and_over';
}
