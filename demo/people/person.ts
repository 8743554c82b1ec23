import type { Random } from '../random.ts';
import type { City, Point } from '../shop/city.ts';
import { nearby } from '../shop/city.ts';
import { DAY, SHOP_END, SHOP_START } from '../time.ts';
import type { Community } from './community.ts';
import { LIFE_STYLES, type LifeStyle } from './life-styles.ts';

export type Stage = 'new' | 'active' | 'lapsing' | 'lapsed';

/** Someone who lives in the demo's city, with all that the files only hint at. */
export interface Person {
  readonly index: number;
  /** Two where the person signed up twice. */
  readonly customerIds: readonly string[];
  /** What browsers are known by; a duplicate shares the first between both customer ids. */
  readonly anonymousIds: readonly string[];
  readonly deviceId: string;
  readonly community: number;
  readonly lifeStyle: number;
  /** From `at` on, the person lives by another style's tastes. */
  readonly drift: { readonly at: number; readonly to: number } | null;
  readonly priceLevel: number;
  readonly home: Point;
  readonly neighbourhood: string;
  readonly work: Point | null;
  readonly birthYear: number;
  readonly signedUpAt: number;
  readonly stage: Stage;
  /** Instant from which a lapsing person does less by the week, or after which a lapsed one does nothing. */
  readonly fadesAt: number | null;
  /** How much more or less than others of the style is done; heavy-tailed. */
  readonly activity: number;
  /** How readily the person follows friends. */
  readonly follows: number;
  readonly newsletter: boolean;
  readonly payment: string;
  readonly fraudRing: number | null;
  readonly bot: boolean;
}

const MOST_CUSTOMERS = 9_000_000;
/** Every so many people one is a bot, and one has signed up twice: also in a small shop. */
const BOT_EVERY = 150;
const DUPLICATE_EVERY = 55;
const STAGES: readonly Stage[] = ['new', 'active', 'lapsing', 'lapsed'];
const STAGE_WEIGHTS = [0.13, 0.55, 0.17, 0.15];

/** @param random the person's own stream: what is drawn here depends on nobody else */
export function drawPerson(
  random: Random,
  index: number,
  community: Community,
  city: City,
): Person {
  const fraudRing = community.fraudRingOf(index);
  const bot = fraudRing === null && index % BOT_EVERY === 37;
  const lifeStyle = random.chance(0.6) ? community.lifeStyle : random.weighted(SHARES);
  const style = LIFE_STYLES[lifeStyle]!;
  const duplicate = fraudRing === null && !bot && index % DUPLICATE_EVERY === 11;
  const special = bot || duplicate || fraudRing !== null;
  const stage = special ? 'active' : STAGES[random.weighted(STAGE_WEIGHTS)]!;
  const drifts = !special && (stage === 'active' || stage === 'lapsing') && random.chance(0.22);
  const area = random.chance(0.75)
    ? city.neighbourhoods[community.neighbourhood]!
    : random.pick(city.neighbourhoods);
  const district = style.district === null ? null : city.districts[style.district]!;
  const browsers = 1 + (random.chance(0.3) ? 1 : 0);
  return {
    index,
    customerIds: Array.from({ length: duplicate ? 2 : 1 }, (_, copy) => customerIdOf(index, copy)),
    anonymousIds: Array.from({ length: browsers }, () => `a-${random.hex(14)}`),
    deviceId: `d-${random.hex(14)}`,
    community: community.index,
    lifeStyle,
    drift: drifts ? drawDrift(random, lifeStyle) : null,
    priceLevel: clamp(style.priceLevel + 0.1 * random.normal(), 0, 1),
    home: nearby(random, area, 0.8),
    neighbourhood: area.name,
    work: district && random.chance(0.9) ? nearby(random, district, 0.4) : null,
    birthYear: style.born[0] + random.below(style.born[1] - style.born[0] + 1),
    signedUpAt: drawSignUp(random, stage, fraudRing !== null),
    stage,
    fadesAt: drawFading(random, stage),
    activity: Math.min(6, random.logNormal(0.85, 0.55)),
    follows: Math.min(1, random.logNormal(0.3, 0.6)),
    newsletter: random.chance(0.55),
    payment: fraudRing === null ? `card-${random.hex(10)}` : community.ringPayment,
    fraudRing,
    bot,
  };
}

const SHARES = LIFE_STYLES.map(({ share }: LifeStyle) => share);

/** Ids are scattered, so that neighbours in the city are no neighbours in the files. */
export function customerIdOf(index: number, copy: number): string {
  const place = (index * 2 + copy + 1) * 7_919_873;
  return `c${1_000_000 + (place % MOST_CUSTOMERS)}`;
}

function drawDrift(random: Random, lifeStyle: number): { at: number; to: number } {
  const step = 1 + random.below(LIFE_STYLES.length - 1);
  return {
    at: Math.round(SHOP_START + random.between(0.35, 0.75) * (SHOP_END - SHOP_START)),
    to: (lifeStyle + step) % LIFE_STYLES.length,
  };
}

function drawSignUp(random: Random, stage: Stage, fraud: boolean): number {
  if (fraud) return Math.round(SHOP_END - random.between(50, 90) * DAY);
  if (stage === 'new') return Math.round(SHOP_END - random.between(4, 40) * DAY);
  return Math.round(SHOP_START - random.between(1, 900) * DAY);
}

function drawFading(random: Random, stage: Stage): number | null {
  if (stage === 'lapsing') return Math.round(SHOP_END - random.between(60, 100) * DAY);
  if (stage === 'lapsed') return Math.round(SHOP_END - random.between(60, 130) * DAY);
  return null;
}

/** Share of the usual that the person does at an instant: 0 before sign-up and after lapsing. */
export function vigour(person: Person, at: number): number {
  if (at < person.signedUpAt) return 0;
  if (person.fadesAt === null || at < person.fadesAt) return 1;
  return person.stage === 'lapsed' ? 0 : Math.exp(-(at - person.fadesAt) / (21 * DAY));
}

/** The style by whose tastes the person lives at an instant. */
export function styleAt(person: Person, at: number): number {
  return person.drift !== null && at >= person.drift.at ? person.drift.to : person.lifeStyle;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
