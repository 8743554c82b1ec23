import { RandomSource } from '../../../fusion/tensor/random-source.ts';
import type { YelpData } from './dataset.ts';

/**
 * The same data with one source made meaningless and all its counts kept: what it seemed to add must
 * be gone.
 */
export const CONTROLS: Readonly<Record<string, (data: YelpData, seed: number) => YelpData>> = {
  /** Everybody gets the friends of somebody else. */
  friends: (data, seed) => {
    const order = shuffled(data.users.length, seed);
    return {
      ...data,
      users: data.users.map((user, place) => ({
        ...user,
        friends: data.users[order[place]].friends.filter((friend) => friend !== user.userId),
      })),
    };
  },
  coordinates: (data, seed) => {
    const order = shuffled(data.items.length, seed);
    return {
      ...data,
      items: data.items.map((item, place) => {
        const { latitude, longitude } = data.items[order[place]];
        return { ...item, latitude, longitude };
      }),
    };
  },
  categories: (data, seed) => {
    const order = shuffled(data.items.length, seed);
    return {
      ...data,
      items: data.items.map((item, place) => ({
        ...item,
        categories: data.items[order[place]].categories,
      })),
    };
  },
};

function shuffled(count: number, seed: number): Int32Array {
  return RandomSource.fromSeed(seed).shuffle(Int32Array.from({ length: count }, (_, k) => k));
}
