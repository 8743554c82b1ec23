import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Event, Item, UserHistory } from '../../../fusion/index.ts';
import { RandomSource } from '../../../fusion/tensor/random-source.ts';
import { dataSetFolder } from '../../data-folder.ts';

const DAY_MS = 86_400_000;
/** The split has an order and no times: a user's visits are laid a day apart from this instant. */
const FIRST_DAY = Date.UTC(2014, 0, 1);
/** Friendships carry no time either; they are older than every visit. */
const BEFORE = FIRST_DAY - DAY_MS;

/** One user's visits in order of time, as item ids. */
export interface YelpUser {
  readonly userId: string;
  readonly train: readonly string[];
  readonly tune: readonly string[];
  readonly test: readonly string[];
  readonly friends: readonly string[];
}

export interface YelpData {
  readonly users: readonly YelpUser[];
  readonly items: readonly Item[];
}

async function rows(folder: string, name: string): Promise<number[][]> {
  const text = gunzipSync(await readFile(join(folder, `Yelp_${name}.txt.gz`))).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/**
 * Reads `yelp-lbsn/Yelp_4`. Item ids are drawn anew by the seed before anything else sees them: in
 * the files they follow the order of first appearance and tell the future.
 * @throws {SuiteDataAbsentError}
 */
export async function readYelp(seed: number, dataFolder?: string): Promise<YelpData> {
  const folder = dataSetFolder('yelp-lbsn/Yelp_4', dataFolder);
  const [[[userCount, itemCount]], train, tune, test, places, categories, relations] =
    await Promise.all(
      ['data_size', 'train', 'tune', 'test', 'poi_coos', 'poi_categories', 'social_relations'].map(
        (name) => rows(folder, name),
      ),
    );
  const numbers = RandomSource.fromSeed(seed).shuffle(
    Int32Array.from({ length: itemCount }, (_, item) => item),
  );
  const itemId = (raw: number): string => `place_${numbers[raw]}`;
  const userId = (raw: number): string => `user_${raw}`;
  const visits = (pairs: readonly number[][]): string[][] => {
    const lists: string[][] = Array.from({ length: userCount }, () => []);
    for (const [user, item] of pairs) lists[user].push(itemId(item));
    return lists;
  };
  const friends: Set<string>[] = Array.from({ length: userCount }, () => new Set());
  for (const [left, right] of relations) {
    if (left === right) continue;
    friends[left].add(userId(right));
    friends[right].add(userId(left));
  }
  const [trainLists, tuneLists, testLists] = [train, tune, test].map(visits);
  return {
    users: friends.map((own, user) => ({
      userId: userId(user),
      train: trainLists[user],
      tune: tuneLists[user],
      test: testLists[user],
      friends: [...own].sort(),
    })),
    items: itemsOf(itemCount, itemId, places, categories),
  };
}

function itemsOf(
  count: number,
  itemId: (raw: number) => string,
  places: readonly number[][],
  categories: readonly number[][],
): Item[] {
  const coordinates = new Map(
    places.map(([raw, latitude, longitude]) => [raw, { latitude, longitude }]),
  );
  const names: string[][] = Array.from({ length: count }, () => []);
  for (const [raw, category] of categories) names[raw].push(`category_${category}`);
  return names.map((own, raw) => ({
    id: itemId(raw),
    title: null,
    categories: own,
    price: null,
    latitude: coordinates.get(raw)?.latitude ?? null,
    longitude: coordinates.get(raw)?.longitude ?? null,
    attributes: {},
  }));
}

/** When the visit of this place in a user's order happened, in milliseconds since the epoch. */
export function visitTime(place: number): number {
  return FIRST_DAY + place * DAY_MS;
}

/** The history up to and with the tune part: each visit is a check-in and a purchase. */
export function yelpHistory(user: YelpUser, items: ReadonlyMap<string, Item>): UserHistory {
  const visits = [...user.train, ...user.tune];
  const friends = user.friends.map(
    (friend): Event => ({
      id: `friend ${user.userId} ${friend}`,
      modality: 'social',
      type: 'friend',
      at: BEFORE,
      itemId: null,
      otherUserId: friend,
      value: null,
      attributes: {},
    }),
  );
  const events = visits.flatMap((id, place): Event[] => {
    const item = items.get(id);
    const event = { at: visitTime(place), itemId: id, otherUserId: null, value: null };
    const attributes = { latitude: item?.latitude ?? null, longitude: item?.longitude ?? null };
    return [
      { ...event, id: `visit ${place}`, modality: 'location', type: 'check_in', attributes },
      {
        ...event,
        id: `visit ${place} paid`,
        modality: 'transactions',
        type: 'purchase',
        attributes: {},
      },
    ];
  });
  return { userId: user.userId, events: [...friends, ...events], traits: {} };
}
