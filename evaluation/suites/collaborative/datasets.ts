import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { dataSetFolder } from '../../data-folder.ts';
import { type CollaborativeData, collaborativeData, type Pair } from './data.ts';

async function rows(folder: string, name: string): Promise<number[][]> {
  const text = gunzipSync(await readFile(join(folder, name))).toString('latin1');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/**
 * Check-ins of Gowalla in the split that graph methods are compared on.
 * @throws {SuiteDataAbsentError}
 */
export async function readGowalla(seed: number, dataFolder?: string): Promise<CollaborativeData> {
  const folder = dataSetFolder('gowalla-lightgcn', dataFolder);
  const pairs = async (name: string): Promise<Pair[]> =>
    (await rows(folder, name)).flatMap(([user, ...items]) => items.map((item) => ({ user, item })));
  const [train, test] = await Promise.all(['train.txt.gz', 'test.txt.gz'].map(pairs));
  return collaborativeData(sizeOf([train, test]), { train, test }, null, seed);
}

/**
 * Artists that users of Last.fm listen to, with the users' friends.
 * @throws {SuiteDataAbsentError}
 */
export async function readLastfm(seed: number, dataFolder?: string): Promise<CollaborativeData> {
  const folder = dataSetFolder('lastfm-hetrec/lightgcn_split', dataFolder);
  // Numbers begin at 1; the third is how often, which the protocol does not use.
  const pairs = async (name: string): Promise<Pair[]> =>
    (await rows(folder, name)).map(([user, item]) => ({ user: user - 1, item: item - 1 }));
  const [train, test] = await Promise.all(['data1.txt.gz', 'test1.txt.gz'].map(pairs));
  const trust = await rows(folder, 'trustnetwork.txt.gz');
  const friends = trust.map(([left, right]) => [left - 1, right - 1] as const);
  return collaborativeData(sizeOf([train, test]), { train, test }, friends, seed);
}

function sizeOf(parts: readonly (readonly Pair[])[]): { users: number; items: number } {
  let [users, items] = [0, 0];
  for (const part of parts) {
    for (const { user, item } of part) {
      users = Math.max(users, user + 1);
      items = Math.max(items, item + 1);
    }
  }
  return { users, items };
}
