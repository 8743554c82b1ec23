import { LIFE_STYLES, type LifeStyle } from '../../../demo/people/life-styles.ts';
import { Random } from '../../../demo/random.ts';
import { CATEGORY_TREES } from '../../../demo/shop/category-trees.ts';
import { City, distanceKm, type PlaceKind } from '../../../demo/shop/city.ts';
import { localHour, localWeekday } from '../../../demo/time.ts';
import type { Event, Item, UserHistory } from '../../../fusion/index.ts';

/** How personal tastes are spread about those of a style, as the generator draws them. */
const TREE_SPREAD = 0.45;
const LEVEL_SPREAD = 0.1;
const PRICE_WIDTH = 0.22;
const DRAWS = 64;
/** Views that are chosen by their price; the others go with something that was bought. */
const CHOSEN = 0.8;
const DISTRICT_KM = 1.2;
const HILLS_KM = 12;
const AT_WORK = 0.85;
const STRAY = 0.02;

/**
 * Guesses how somebody lives from what they did, knowing how the demo's generator makes people of each
 * life style do things: hours and weekends of visits, searches, trees and price levels with everybody's
 * own spread integrated over draws, discounts, places, days at work and in the hills. What people
 * declare and whom they know is left out, as learned segments are not formed of it. How popular an item
 * is and how far a place is left out too, so the best guess can only be a little better.
 */
export class LifeStyleBayes {
  readonly #city = new City(new Random('districts'), 1);
  readonly #rankOf: ReadonlyMap<string, number>;
  readonly #draws: readonly { readonly trees: readonly number[]; readonly level: number }[];

  /** @param items the whole catalogue: where a price stands depends on the others of its leaf */
  constructor(private readonly items: ReadonlyMap<string, Item>) {
    this.#rankOf = priceRanks([...items.values()]);
    const random = new Random('personal tastes');
    this.#draws = Array.from({ length: DRAWS }, () => ({
      trees: CATEGORY_TREES.map(() => random.logNormal(1, TREE_SPREAD)),
      level: LEVEL_SPREAD * random.normal(),
    }));
  }

  /** The likeliest style of a person. */
  guess({ events }: UserHistory): string {
    const scores = LIFE_STYLES.map(
      (style) =>
        Math.log(style.share) +
        this.#sessions(style, events) +
        this.#tastes(style, events) +
        this.#orders(style, events) +
        this.#whereabouts(style, events),
    );
    return LIFE_STYLES[scores.indexOf(Math.max(...scores))].name;
  }

  #sessions(style: LifeStyle, events: readonly Event[]): number {
    const hours = style.hours.reduce((sum, weight) => sum + weight, 0);
    const weekend = (2 * style.weekend) / (2 * style.weekend + 5);
    const views = style.searches > 0.8 ? 3 : 1.7;
    return sum(sessionsOf(events), (session) => {
      const { at } = session[0];
      const day = localWeekday(at);
      const searched = session.some(({ type }) => type === 'search');
      const more = session.filter(({ type }) => type === 'view').length - 1;
      return (
        Math.log(style.hours[Math.floor(localHour(at))] / hours) +
        Math.log(day === 0 || day === 6 ? weekend / 2 : (1 - weekend) / 5) +
        Math.log(searched ? style.searches : 1 - style.searches) +
        (more < 0 ? 0 : more * Math.log(views) - views)
      );
    });
  }

  #tastes(style: LifeStyle, events: readonly Event[]): number {
    const trees = new Float64Array(CATEGORY_TREES.length);
    const ranks: number[] = [];
    for (const session of sessionsOf(events)) {
      let last = -1;
      for (const { itemId, type } of session) {
        const tree = this.#treeOf(itemId);
        if (type !== 'view' || tree < 0) continue;
        // What follows in the same tree is looked at because of what came before.
        if (tree !== last) trees[tree] += 1;
        last = tree;
        ranks.push(this.#rankOf.get(itemId!) ?? 0.5);
      }
    }
    const logs = this.#draws.map(({ trees: spread, level }) => {
      const weights = style.tastes.map((taste, tree) => taste * spread[tree]);
      const total = weights.reduce((all, weight) => all + weight, 0);
      const centre = Math.min(1, Math.max(0, style.priceLevel + level));
      return (
        sum([...trees.keys()], (tree) => trees[tree] * Math.log(weights[tree] / total)) +
        CHOSEN * sum(ranks, (rank) => logRankDensity(rank, centre))
      );
    });
    const most = Math.max(...logs);
    return most + Math.log(sum(logs, (log) => Math.exp(log - most)) / DRAWS);
  }

  #orders(style: LifeStyle, events: readonly Event[]): number {
    const discounted = Math.min(0.95, style.discount * 4);
    return sum(events, ({ type, itemId, value, attributes }) => {
      const price = this.items.get(itemId ?? '')?.price ?? null;
      const { quantity } = attributes;
      if (type !== 'purchase' || price === null || value === null) return 0;
      const full = price * (typeof quantity === 'number' ? quantity : 1);
      return Math.log(value < 0.995 * full ? discounted : 1 - discounted);
    });
  }

  #whereabouts(style: LifeStyle, events: readonly Event[]): number {
    const kinds = Object.keys(PLACES) as PlaceKind[];
    const wanted = (kind: PlaceKind) => (style.places[kind] ?? 0.05) * PLACES[kind];
    const all = sum(kinds, wanted);
    const visits = sum(events, ({ type, itemId }) => {
      const kind = this.items.get(itemId ?? '')?.categories[1] as PlaceKind;
      return type === 'check_in' && kind in PLACES ? Math.log(wanted(kind) / all) : 0;
    });
    const seen = events.flatMap((event) => this.#ping(event));
    const sundays = seen.filter(({ weekday }) => weekday === 0);
    const isHiker = style.name === 'weekend hiker';
    const hills = sum(sundays, ({ hill }) => Math.log(hill === isHiker ? 0.97 : STRAY));
    const districts = seen
      .filter(({ weekday }) => weekday !== 0 && weekday !== 6)
      .map(({ district }) => district);
    return visits + hills + (districts.length === 0 ? 0 : workLog(style, commonest(districts)));
  }

  #ping({ type, at, attributes: { latitude, longitude } }: Event) {
    const hour = localHour(at);
    if (type !== 'ping' || hour < 9 || hour > 17) return [];
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return [];
    const point = { latitude, longitude };
    const near = this.#city.districts.findIndex((own) => distanceKm(own, point) < DISTRICT_KM);
    const north = distanceKm({ latitude: 54.6, longitude }, point);
    return [
      { weekday: localWeekday(at), district: near, hill: north > HILLS_KM && latitude > 54.6 },
    ];
  }

  #treeOf(itemId: string | null): number {
    const category = this.items.get(itemId ?? '')?.categories[0];
    return CATEGORY_TREES.findIndex(({ name }) => name === category);
  }
}

/** How many places of each kind there are, to each other. */
const PLACES: Readonly<Record<PlaceKind, number>> = {
  ...{ flagship: 4, market: 11, outdoor: 5, family: 6, home: 5, books: 4, cafe: 5 },
};

function workLog({ district }: LifeStyle, found: number): number {
  if (district === null) return Math.log(found < 0 ? 1 - 3 * STRAY : STRAY);
  if (found === district) return Math.log(AT_WORK);
  return Math.log(found < 0 ? 1 - AT_WORK - 2 * STRAY : STRAY);
}

function sessionsOf(events: readonly Event[]): Event[][] {
  const sessions = new Map<string, Event[]>();
  for (const event of events) {
    if (event.modality !== 'browsing') continue;
    const key = String(event.attributes.sessionId ?? event.at);
    sessions.set(key, [...(sessions.get(key) ?? []), event]);
  }
  return [...sessions.values()];
}

/** Where each price stands among those of its leaf, 0 to 1. */
function priceRanks(items: readonly Item[]): Map<string, number> {
  const leaves = new Map<string, Item[]>();
  for (const item of items) {
    if (item.price === null) continue;
    const leaf = item.categories.join('\0');
    leaves.set(leaf, [...(leaves.get(leaf) ?? []), item]);
  }
  const ranks = new Map<string, number>();
  for (const leaf of leaves.values()) {
    leaf.sort((left, right) => left.price! - right.price!);
    for (const [place, { id }] of leaf.entries()) {
      ranks.set(id, leaf.length === 1 ? 0.5 : place / (leaf.length - 1));
    }
  }
  return ranks;
}

/** The density of a rank drawn about a centre, among ranks that lie evenly from 0 to 1. */
function logRankDensity(rank: number, centre: number): number {
  const density = (at: number) => Math.exp(-(((at - centre) / PRICE_WIDTH) ** 2) / 2);
  let total = 0;
  for (let step = 0; step < 20; step += 1) total += density((step + 0.5) / 20) / 20;
  return Math.log(density(rank) / total);
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0][0];
}

function sum<Value>(values: readonly Value[], of: (value: Value) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
