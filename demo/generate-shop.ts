import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Activity } from './behaviour/activity.ts';
import { crawl } from './behaviour/bot.ts';
import { defraud } from './behaviour/fraud.ts';
import { spread } from './behaviour/influence.ts';
import { move } from './behaviour/movements.ts';
import { browse } from './behaviour/sessions.ts';
import { Taste } from './behaviour/taste.ts';
import { portraitYaml } from './configuration/portrait-yaml.ts';
import { type Community, layCommunities } from './people/community.ts';
import { drawDistantFriendships, drawFriendships } from './people/friendships.ts';
import { customerIdOf, drawPerson, type Person } from './people/person.ts';
import { Random } from './random.ts';
import { Catalogue } from './shop/catalogue.ts';
import { City } from './shop/city.ts';
import { removeSummary, type ShopSummary, writeSummary } from './shop-summary.ts';
import { writeClicks } from './write/click-rows.ts';
import { writeMonthlyPings } from './write/monthly-parquet.ts';
import { writeMonthlyText } from './write/monthly-text.ts';
import { ORDER_COLUMNS, writeOrders } from './write/order-rows.ts';
import { CustomerFile, FriendFile } from './write/people-files.ts';
import { writePings } from './write/ping-rows.ts';
import { writeCatalogue, writePlaces } from './write/reference-files.ts';
import { Spool } from './write/spool.ts';
import { TruthFile } from './write/truth-file.ts';

export interface ShopOptions {
  /** Any whole number; the same seed and number of users give the same files to the byte. */
  readonly seed: number;
  readonly users: number;
  /** Where the files go; the demo's own files of an earlier run are replaced. */
  readonly folder: string;
  readonly onProgress?: (done: number, total: number) => void;
}

const ITEMS = 600;
const PLACES = 40;
export const MOST_USERS = 4_000_000;

/**
 * Generates the demo shop: click stream, orders, location pings, friend graph, catalogue, places and
 * customers with their flaws, `truth.json` for tests, and the `portrait.yaml` that takes them in.
 * One community is in memory at a time.
 * @throws {RangeError} where `users` is no whole number from 1 to `MOST_USERS`
 */
export async function generateShop(options: ShopOptions): Promise<ShopSummary> {
  const { seed, users, folder, onProgress } = options;
  if (!Number.isInteger(users) || users < 1 || users > MOST_USERS) {
    throw new RangeError(`The number of users must be a whole number from 1 to ${MOST_USERS}.`);
  }
  const random = new Random(`portrait demo ${seed}`);
  const catalogue = new Catalogue(random.stream('catalogue'), ITEMS);
  const city = new City(random.stream('city'), PLACES);
  prepareFolder(folder);
  const spoolFolder = (name: string): string => path.join(folder, '.spool', name);
  const clicks = new Spool(spoolFolder('clicks'));
  const orders = new Spool(spoolFolder('orders'));
  const pings = new Spool(spoolFolder('pings'));
  const customers = new CustomerFile(folder);
  const friends = new FriendFile(folder);
  const truth = new TruthFile(folder, seed);

  const communities = layCommunities(
    random.stream('communities'),
    users,
    city.neighbourhoods.length,
  );
  for (const community of communities) {
    const people = drawPeople(random, community, city);
    const within = drawFriendships(random.stream(`friends/${community.index}`), people);
    const distantStream = random.stream(`distant-friends/${community.index}`);
    const distant = drawDistantFriendships(distantStream, people, users);
    const activities = new Map(
      people.map((person) => [person.index, act(random, person, catalogue, city)]),
    );
    spread(random.stream(`influence/${community.index}`), people, within, activities);

    const flaws = random.stream(`flaws/${community.index}`);
    for (const person of people) {
      const activity = activities.get(person.index)!;
      customers.write(flaws, person);
      writeClicks(flaws, person, activity.clicks, catalogue, clicks);
      writeOrders(flaws, person, activity.purchases, catalogue, city, orders);
      writePings(flaws, person, activity.pings, city, pings);
      truth.write(person, activity, within, catalogue, (index) => customerIdOf(index, 0));
    }
    for (const friendship of [...within, ...distant]) friends.write(flaws, friendship);
    onProgress?.(community.first + community.size, users);
    await turn();
  }
  customers.close();
  friends.close();
  truth.close();
  writeCatalogue(random.stream('flaws/catalogue'), catalogue, folder);
  writePlaces(city, folder);
  const inFolder = (name: string) => (file: string) => `${name}/${file}`;
  const clickFiles = await writeMonthlyText(clicks, path.join(folder, 'clicks'), '.jsonl.gz', null);
  const header = ORDER_COLUMNS.join(',');
  const orderFiles = await writeMonthlyText(orders, path.join(folder, 'orders'), '.csv', header);
  const pingFiles = await writeMonthlyPings(pings, path.join(folder, 'pings'));
  rmSync(path.join(folder, '.spool'), { recursive: true, force: true });
  writeFileSync(path.join(folder, 'portrait.yaml'), portraitYaml());
  const summary: ShopSummary = {
    folder,
    users,
    seed,
    items: ITEMS,
    places: PLACES,
    rows: {
      clicks: clicks.rows,
      orders: orders.rows,
      pings: pings.rows,
      friends: friends.rows,
      customers: customers.rows,
    },
    files: [
      ...clickFiles.map(inFolder('clicks')),
      ...orderFiles.map(inFolder('orders')),
      ...pingFiles.map(inFolder('pings')),
      'customers.csv',
      'friends.csv',
      'items.csv',
      'places.csv',
      'portrait.yaml',
      'truth.json',
    ],
  };
  writeSummary(summary);
  return summary;
}

function drawPeople(random: Random, community: Community, city: City): Person[] {
  return Array.from({ length: community.size }, (_, place) => {
    const index = community.first + place;
    return drawPerson(random.stream(`person/${index}`), index, community, city);
  });
}

function act(random: Random, person: Person, catalogue: Catalogue, city: City): Activity {
  const activity: Activity = { clicks: [], purchases: [], pings: [] };
  const own = random.stream(`activity/${person.index}`);
  if (person.bot) {
    crawl(own, catalogue, activity);
    return activity;
  }
  const taste = new Taste(own, person, catalogue);
  browse(own.stream('browse'), person, taste, catalogue, activity);
  move(own.stream('move'), person, taste, city, activity);
  if (person.fraudRing !== null) defraud(own.stream('fraud'), person, catalogue, activity);
  return activity;
}

function prepareFolder(folder: string): void {
  removeSummary(folder);
  for (const name of ['clicks', 'orders', 'pings', '.spool']) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  for (const name of ['clicks', 'orders', 'pings']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
}
