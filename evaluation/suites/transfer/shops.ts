import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Item } from '../../../fusion/index.ts';
import { RandomSource } from '../../../fusion/tensor/index.ts';
import { dataSetFolder } from '../../data-folder.ts';
import type { YelpData, YelpUser } from '../yelp/dataset.ts';

const TRAIN_SHARE = 0.7;
const KNOWN_SHARE = 0.8;
const FEWEST_VISITS = 5;

/** A rectangle of the world, degrees. */
export interface Region {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** A city as a shop of its own: its places, and the visits there of the users who are mostly there. */
export function cityOf(data: YelpData, region: Region): YelpData {
  const items = data.items.filter((item) => lies(item, region));
  const own = new Set(items.map(({ id }) => id));
  const visitors = data.users.filter(({ train, tune, test }) => {
    const all = [...train, ...tune, ...test];
    return all.filter((id) => own.has(id)).length > all.length / 2;
  });
  const ids = new Set(visitors.map(({ userId }) => userId));
  const here = (visits: readonly string[]): string[] => visits.filter((id) => own.has(id));
  const users = visitors.map(
    ({ userId, train, tune, test, friends }): YelpUser => ({
      userId,
      train: here(train),
      tune: here(tune),
      test: here(test),
      friends: friends.filter((friend) => ids.has(friend)),
    }),
  );
  return { items, users: users.filter(isLearnable) };
}

function lies({ latitude, longitude }: Item, { south, north, west, east }: Region): boolean {
  if (latitude === null || longitude === null) return false;
  return latitude >= south && latitude < north && longitude >= west && longitude < east;
}

function isLearnable({ train, tune }: YelpUser): boolean {
  return train.length >= FEWEST_VISITS && tune.length > 0;
}

/**
 * Check-ins of New York on Foursquare: first visits in their order, cut by user at 70% and 80%. The
 * places have categories and no coordinates.
 * @throws {SuiteDataAbsentError}
 */
export async function readNewYork(seed: number, dataFolder?: string): Promise<YelpData> {
  const folder = dataSetFolder('foursquare-nyc', dataFolder);
  const rows = async (name: string): Promise<number[][]> => {
    const text = gunzipSync(await readFile(join(folder, name))).toString('latin1');
    const lines = text.trimEnd().split('\n').slice(1);
    return lines.map((line) => line.split('\t').map(Number));
  };
  const [checkIns, relations] = await Promise.all([
    rows('NYC_checkins.tsv.gz'),
    rows('NYC_friendship_old.tsv.gz'),
  ]);
  const venues = 1 + Math.max(...checkIns.map(([, , , venue]) => venue));
  const numbers = RandomSource.fromSeed(seed).shuffle(
    Int32Array.from({ length: venues }, (_, venue) => venue),
  );
  const categories = new Map<number, Set<string>>();
  const visits = new Map<number, Set<string>>();
  for (const [user, , , venue, category] of checkIns) {
    addTo(categories, numbers[venue], `venue_category_${category}`);
    addTo(visits, user, `venue_${numbers[venue]}`);
  }
  const friends = new Map<number, Set<string>>();
  for (const [left, right] of relations) {
    if (left === right) continue;
    addTo(friends, left, `user_${right}`);
    addTo(friends, right, `user_${left}`);
  }
  return {
    items: Array.from({ length: venues }, (_, number) => ({
      id: `venue_${number}`,
      title: null,
      categories: [...(categories.get(number) ?? [])],
      price: null,
      latitude: null,
      longitude: null,
      attributes: {},
    })),
    users: [...visits]
      .map(([user, own]): YelpUser => {
        const all = [...own];
        const [train, known] = [TRAIN_SHARE, KNOWN_SHARE].map((share) =>
          Math.floor(share * all.length),
        );
        return {
          userId: `user_${user}`,
          train: all.slice(0, train),
          tune: all.slice(train, known),
          test: all.slice(known),
          friends: [...(friends.get(user) ?? [])].sort(),
        };
      })
      .filter(isLearnable),
  };
}

function addTo<Key>(sets: Map<Key, Set<string>>, key: Key, value: string): void {
  const own = sets.get(key);
  if (own === undefined) sets.set(key, new Set([value]));
  else own.add(value);
}

/** The shop when only some of its users are known. */
export function openingOf({ items, users }: YelpData, share: number, seed: number): YelpData {
  if (share >= 1) return { items, users };
  const order = RandomSource.fromSeed(seed).shuffle(Int32Array.from(users.keys()));
  const kept = Array.from(order.slice(0, Math.round(share * users.length)), (row) => users[row]);
  const ids = new Set(kept.map(({ userId }) => userId));
  return {
    items,
    users: kept.map((user) => ({ ...user, friends: user.friends.filter((id) => ids.has(id)) })),
  };
}
