import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { generateShop, type PersonTruth, type ShopSummary, type Truth } from '../../demo/index.ts';
import { localHour, localWeekday } from '../../demo/time.ts';
import { clicks, csvRows, orders, type PingRow, pings, truthOf } from './shop-files.ts';

const root = mkdtempSync(path.join(os.tmpdir(), 'portrait-demo-'));
let shop: ShopSummary;
let truth: Truth;
let seen: PingRow[];
let userOf: Map<string, PersonTruth>;

before(async () => {
  shop = await generateShop({ seed: 11, users: 700, folder: root });
  truth = truthOf(shop);
  seen = await pings(shop);
  userOf = new Map(truth.users.flatMap((user) => user.customerIds.map((id) => [id, user])));
});
after(() => rmSync(root, { recursive: true, force: true }));

const ordinary = (user: PersonTruth): boolean => !user.bot && user.fraudRing === null;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

test('all that was promised is planted', () => {
  const { users } = truth;
  assert.equal(users.length, shop.users);
  assert.equal(new Set(users.map(({ lifeStyle }) => lifeStyle)).size, 6);
  for (const stage of ['new', 'active', 'lapsing', 'lapsed']) {
    assert.ok(users.filter((user) => user.stage === stage).length > 0.08 * users.length, stage);
  }
  assert.ok(users.filter(({ drift }) => drift !== null).length > 0.08 * users.length);
  assert.ok(users.some(({ bot }) => bot) && users.some(({ duplicate }) => duplicate));
  assert.equal(new Set(users.map(({ fraudRing }) => fraudRing)).size, 1 + 2);
});

test('friends buy the same items more often than others of their own style do', () => {
  const bought = new Map<PersonTruth, Set<string>>();
  for (const { customer_id, sku, kind } of orders(shop)) {
    const user = userOf.get(customer_id ?? '');
    if (user === undefined || kind !== 'sale') continue;
    bought.set(user, (bought.get(user) ?? new Set()).add(sku!));
  }
  const buyers = [...bought.keys()].filter(ordinary);
  const overlap = (left: PersonTruth, right: PersonTruth): number => {
    const [a, b] = [bought.get(left)!, bought.get(right)!];
    return [...a].filter((sku) => b.has(sku)).length / Math.min(a.size, b.size);
  };
  const friends: number[] = [];
  const others: number[] = [];
  for (const user of buyers) {
    const known = user.friends.map((id) => userOf.get(id)!).filter((one) => bought.has(one));
    friends.push(...known.filter(ordinary).map((friend) => overlap(user, friend)));
    const alike = buyers.filter((one) => one.lifeStyle === user.lifeStyle && one !== user);
    others.push(
      ...alike
        .slice(0, 30)
        .filter((one) => !known.includes(one))
        .map((one) => overlap(user, one)),
    );
  }
  assert.ok(mean(friends) > 1.5 * mean(others), `${mean(friends)} against ${mean(others)}`);
  const caused = truth.users.flatMap(({ influenced }) => influenced).length;
  assert.ok(caused > 0.04 * shop.rows.orders, `${caused} influenced purchases`);
});

test('friends are of one style more often than chance has it', () => {
  const pairs = truth.users.flatMap((user) =>
    user.friends.map((id) => [user, userOf.get(id)!] as const),
  );
  const alike = mean(pairs.map(([left, right]) => Number(left.lifeStyle === right.lifeStyle)));
  const chance = truth.lifeStyles
    .map(({ name }) => mean(truth.users.map((user) => Number(user.lifeStyle === name))))
    .reduce((sum, share) => sum + share ** 2, 0);
  assert.ok(alike > 1.8 * chance, `${alike} against ${chance}`);
});

test('telephones are at home at night, at places only when these are open', () => {
  const places = new Map(csvRows(path.join(root, 'places.csv')).map((row) => [row.place_id, row]));
  let nights = 0;
  let atHome = 0;
  let visits = 0;
  for (const { customer_id, at_ms, latitude, longitude, place_id } of seen) {
    const at = Number(at_ms);
    const user = userOf.get(customer_id ?? '');
    if (place_id !== null) {
      visits++;
      const { opens_at, closes_at, open_on_sunday } = places.get(place_id)!;
      const hour = localHour(at);
      assert.ok(hour >= Number.parseInt(opens_at!, 10) && hour < Number.parseInt(closes_at!, 10));
      assert.ok(open_on_sunday === 'true' || localWeekday(at) !== 0);
    } else if (user !== undefined && localHour(at) < 6) {
      nights++;
      const north = (latitude - user.home.latitude) * 111.2;
      const east = (longitude - user.home.longitude) * 64;
      if (Math.hypot(north, east) < 1) atHome++;
    }
  }
  assert.ok(visits > shop.users, `${visits} visits`);
  assert.ok(atHome / nights > 0.95, `${atHome} of ${nights} nights at home`);
});

test('a life style is recognised by what is looked at', () => {
  const trees = Object.keys(truth.lifeStyles[0]!.tastes);
  const rows = csvRows(path.join(root, 'items.csv'));
  const treeOf = new Map(
    rows.map(({ sku, category }) => [sku, trees.indexOf(category!.split(' > ')[0]!)]),
  );
  const counts = new Map<PersonTruth, number[]>();
  for (const { sku, visitor } of clicks(shop)) {
    const user = userOf.get(visitor.customer_id ?? '');
    const tree = treeOf.get(sku ?? '');
    if (user === undefined || tree === undefined || !ordinary(user) || user.drift !== null)
      continue;
    if (!counts.has(user))
      counts.set(
        user,
        trees.map(() => 0),
      );
    counts.get(user)![tree]!++;
  }
  const judged = [...counts].filter(([, row]) => row.reduce((sum, one) => sum + one, 0) >= 12);
  const likelihood = (row: number[], tastes: Readonly<Record<string, number>>): number => {
    const total = Object.values(tastes).reduce((sum, one) => sum + one, 0);
    return row.reduce((sum, one, tree) => sum + one * Math.log(tastes[trees[tree]!]! / total), 0);
  };
  const right = judged.filter(([user, row]) => {
    const scores = truth.lifeStyles.map(({ tastes }) => likelihood(row, tastes));
    return truth.lifeStyles[scores.indexOf(Math.max(...scores))]!.name === user.lifeStyle;
  });
  assert.ok(judged.length > 200);
  assert.ok(right.length / judged.length > 0.7, `${right.length} of ${judged.length} recognised`);
});

test('the lapsed stop, bots click faster than people, rings share a card and give back', () => {
  const perSession = new Map<string, { user: PersonTruth; times: number[] }>();
  for (const { time, visitor, session } of clicks(shop)) {
    const user = userOf.get(visitor.customer_id ?? '');
    const at = Date.parse(time);
    if (user === undefined || at > truth.end) continue;
    if (user.stage === 'lapsed') assert.ok(at <= user.fadesAt! + 3_600_000, 'after lapsing');
    const found = perSession.get(session) ?? { user, times: [] };
    found.times.push(at);
    perSession.set(session, found);
  }
  for (const { user, times } of perSession.values()) {
    if (times.length > 40) assert.ok(user.bot, `a session of ${times.length} clicks`);
  }
  const cards = new Map<string, Set<PersonTruth>>();
  const refunds = { ring: [0, 0], others: [0, 0] };
  for (const { payment, customer_id, kind } of orders(shop)) {
    const user = userOf.get(customer_id ?? '');
    if (user === undefined || !payment) continue;
    cards.set(payment, (cards.get(payment) ?? new Set()).add(user));
    const tally = user.fraudRing === null ? refunds.others : refunds.ring;
    tally[kind === 'refund' ? 0 : 1]!++;
  }
  const shared = [...cards.values()].filter((users) => users.size > 2);
  assert.equal(shared.length, 2);
  assert.ok(shared.every((users) => [...users].every(({ fraudRing }) => fraudRing !== null)));
  const rate = ([back, sold]: number[]): number => back! / sold!;
  assert.ok(rate(refunds.ring) > 3 * rate(refunds.others));
});

test('a duplicate has two customer ids that share a browser', () => {
  const browsers = new Map<string, Set<string>>();
  for (const { customer_id, anonymous_id } of csvRows(path.join(root, 'customers.csv'))) {
    browsers.set(anonymous_id!, (browsers.get(anonymous_id!) ?? new Set()).add(customer_id!));
  }
  const twice = [...browsers.values()]
    .filter((ids) => ids.size === 2)
    .map((ids) => [...ids].sort());
  const planted = truth.users.filter(({ duplicate }) => duplicate);
  assert.deepEqual(
    twice.map(String).sort(),
    planted.map(({ customerIds }) => String([...customerIds].sort())).sort(),
  );
});
