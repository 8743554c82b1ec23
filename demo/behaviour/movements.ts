import { LIFE_STYLES } from '../people/life-styles.ts';
import { type Person, styleAt, vigour } from '../people/person.ts';
import type { Random } from '../random.ts';
import {
  type City,
  distanceKm,
  isOpen,
  nearby,
  type Place,
  type Point,
  shifted,
} from '../shop/city.ts';
import { atLocalHour, DAY, localWeekday, SHOP_DAYS, SHOP_END, SHOP_START } from '../time.ts';
import type { Activity, Ping } from './activity.ts';
import { buy } from './sessions.ts';
import type { Taste } from './taste.ts';

const TRACKED_DAYS = 5;
const REACH_KM = 2;

/** Where the person's telephone was seen: nights at home, days at work, and the shop's places. */
export function move(
  random: Random,
  person: Person,
  taste: Taste,
  city: City,
  activity: Activity,
): void {
  const days = random.poisson(TRACKED_DAYS * Math.min(2, person.activity));
  for (let count = 0; count < days; count++) trackDay(random, person, activity);
  const { visits } = LIFE_STYLES[person.lifeStyle]!;
  for (let left = random.poisson((visits * SHOP_DAYS * person.activity) / 30); left > 0; left--) {
    visitPlace(random, person, taste, city, activity);
  }
}

function trackDay(random: Random, person: Person, activity: Activity): void {
  const day = random.below(SHOP_DAYS);
  const weekday = localWeekday(SHOP_START + (day + 0.5) * DAY);
  const workday = weekday !== 0 && weekday !== 6;
  const see = (hour: number, point: Point): void => {
    const at = atLocalHour(day, hour);
    const inside = at >= SHOP_START && at < SHOP_END;
    if (inside && random.chance(vigour(person, at))) activity.pings.push(seen(random, at, point));
  };
  see(random.between(0.5, 6), person.home);
  if (workday && person.work !== null) see(random.between(9, 17), person.work);
  else if (weekday === 0 && LIFE_STYLES[person.lifeStyle]!.name === 'weekend hiker') {
    // The hills lie north of the city.
    see(random.between(9, 16), nearby(random, shifted(person.home, 18, 0), 3));
  } else see(random.between(10, 18), nearby(random, person.home, 0.6));
  see(random.between(20, 23.9), person.home);
}

function visitPlace(
  random: Random,
  person: Person,
  taste: Taste,
  city: City,
  activity: Activity,
): void {
  const day = random.below(SHOP_DAYS);
  const noon = SHOP_START + (day + 0.5) * DAY;
  const weekday = localWeekday(noon);
  const style = LIFE_STYLES[styleAt(person, noon)]!;
  const atWork = person.work !== null && weekday !== 0 && weekday !== 6 && random.chance(0.5);
  const from = atWork ? person.work! : person.home;
  const weights = city.places.map((place) => {
    const wanted = style.places[place.kind] ?? 0.05;
    return wanted * Math.exp(-distanceKm(from, place) / REACH_KM);
  });
  const place = city.places[random.weighted(weights)]!;
  const hour = random.between(place.opensAt, place.closesAt - 0.5);
  const at = atLocalHour(day, hour);
  if (!isOpen(place, weekday, hour) || at < SHOP_START || at >= SHOP_END) return;
  if (!random.chance(vigour(person, at))) return;
  activity.pings.push({ ...seen(random, at, place), place: place.index });
  if (random.chance(0.3)) buyAt(random, person, taste, activity, place, at);
}

function buyAt(
  random: Random,
  person: Person,
  taste: Taste,
  activity: Activity,
  place: Place,
  at: number,
): void {
  const lines = 1 + random.poisson(0.5);
  const items = Array.from({ length: lines }, () => taste.chooseAmong(random, at, place.trees));
  buy(random, person, activity, at + 12 * 60_000, items, place.index);
}

function seen(random: Random, at: number, point: Point): Ping {
  const accuracy = Math.round(Math.min(400, random.logNormal(18, 0.8)));
  return { at, ...nearby(random, point, accuracy / 2500), accuracy, place: null };
}
