import type { ProfileRow } from '../../store/index.ts';
import type { Services } from '../context.ts';
import type { Loader } from './batched.ts';

/** What a request's loaders read from. */
export interface LoaderSource {
  readonly services: Services;
  /** The request's instant, in milliseconds since the epoch. */
  readonly now: number;
}

/** What other loaders read through, so that a profile is read once. */
export interface ProfileLoader {
  readonly profiles: Loader<ProfileRow | null>;
}

/** Makes a request's loaders, by their names. */
export type LoaderTable = Readonly<
  Record<string, (source: LoaderSource, loaders: ProfileLoader) => unknown>
>;
