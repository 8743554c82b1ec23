import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataSetFolder } from '../data-folder.ts';

/** One rating of a film. */
export interface Rating {
  /** Index into `users` and `films`. */
  readonly user: number;
  readonly film: number;
  readonly rating: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface MovieRatings {
  readonly users: readonly { readonly id: string; readonly age: number; readonly gender: string }[];
  readonly films: readonly {
    readonly id: string;
    readonly title: string;
    readonly year: number;
    readonly genres: readonly string[];
  }[];
  readonly ratings: readonly Rating[];
}

/**
 * Reads the 100,000 ratings of ml-100k with what is known of users and films.
 * @throws {SuiteDataAbsentError}
 */
export async function readMovieRatings(dataFolder?: string): Promise<MovieRatings> {
  const folder = dataSetFolder('ml-100k', dataFolder);
  const read = async (kind: string): Promise<string[][]> => {
    const bytes = gunzipSync(await readFile(join(folder, `ml-100k.${kind}.gz`)));
    const lines = bytes.toString('utf8').trimEnd().split(/\r?\n/).slice(1);
    return lines.map((line) => line.split('\t'));
  };
  const [userRows, filmRows, ratingRows] = await Promise.all(['user', 'item', 'inter'].map(read));
  const users = userRows.map(([id, age, gender]) => ({ id, age: Number(age), gender }));
  const films = filmRows.map(([id, title, year, genres]) => ({
    id,
    title,
    year: year ? Number(year) : Number.NaN,
    genres: (genres ?? '').split(' ').filter(Boolean),
  }));
  const placeOf = (rows: readonly { readonly id: string }[]) =>
    new Map(rows.map(({ id }, place) => [id, place]));
  const [userPlaces, filmPlaces] = [placeOf(users), placeOf(films)];
  return {
    users,
    films,
    ratings: ratingRows.map(([user, film, rating, seconds]) => ({
      user: userPlaces.get(user) ?? -1,
      film: filmPlaces.get(film) ?? -1,
      rating: Number(rating),
      at: Number(seconds) * 1000,
    })),
  };
}
