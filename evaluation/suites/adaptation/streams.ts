import type { LoggedStream } from '../../../fusion/adaptation/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import type { MovieRatings } from '../../datasets/movie-ratings.ts';

const EARLIER_SHARE = 0.8;

/** One user's events: those of the earlier part, and all of them with where the later part begins. */
export interface SplitStream extends LoggedStream {
  readonly items: Int32Array;
  readonly at: Float64Array;
  /** The first event of the later part; the number of events where there is none. */
  readonly cut: number;
}

/** How the order of events is changed for a control. */
export type Order = 'as listed' | 'ties at random' | 'shuffled';

/**
 * The ratings as streams, cut at four fifths of them by global time. Half of the events share their
 * user's previous second, so the order in the file is a part of the data: `ties at random` takes it
 * away. `shuffled` gives all of a user's items another order and leaves the times: across the cut, for
 * within each part alone whoever has events in both would keep an order, the earlier part's before the
 * later one's.
 */
export function splitStreams(data: MovieRatings, order: Order, seed: number): SplitStream[] {
  const random = RandomSource.fromSeed(seed);
  const ratings = [...data.ratings];
  if (order === 'ties at random') random.shuffle(ratings);
  ratings.sort((left, right) => left.at - right.at);
  const cut = Math.floor(EARLIER_SHARE * ratings.length);
  const users = data.users.map(() => ({
    items: [] as number[],
    at: [] as number[],
    earlier: 0,
  }));
  ratings.forEach(({ user, film, at }, place) => {
    users[user].items.push(film);
    users[user].at.push(at);
    if (place < cut) users[user].earlier += 1;
  });
  return users.map(({ items, at, earlier }, user) => {
    if (order === 'shuffled') random.shuffle(items);
    return { user, items: Int32Array.from(items), at: Float64Array.from(at), cut: earlier };
  });
}

/** The earlier part alone. */
export function earlierPart({ user, items, at, cut }: SplitStream): LoggedStream {
  return { user, items: items.subarray(0, cut), at: at.subarray(0, cut) };
}
