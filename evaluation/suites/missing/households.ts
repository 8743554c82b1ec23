import {
  compareEvents,
  defaultModalities,
  type Event,
  type Item,
  ModalityRegistry,
  timeStages,
} from '../../../fusion/index.ts';
import {
  type CompleteJourney,
  DAY_MS,
  dayOfDate,
  readCompleteJourney,
  readTable,
  startOfDay,
} from '../../datasets/complete-journey.ts';
import type { ShopInTime } from './shop.ts';

export const HOUSEHOLD_MODALITIES = ['transactions', 'browsing', 'location'] as const;
const CUT_DAY = 280;
const TARGET_DAYS = 28;
/** Every so manieth household: their baskets are long. */
const HOUSEHOLD_STEP = 3;
/** Of what a campaign offers the kinds with the most coupons are seen. */
const MOST_OFFERS = 30;

/**
 * Households of a grocer: baskets as purchases of product types, the stores as whereabouts, what campaigns
 * offer as views and redeemed coupons as clicks. Which product types do they buy for the first time in
 * the four weeks after day 280?
 * @throws {SuiteDataAbsentError}
 */
export async function householdsInTime(dataFolder?: string): Promise<ShopInTime> {
  const data = await readCompleteJourney(dataFolder);
  const cut = startOfDay(CUT_DAY);
  const until = startOfDay(CUT_DAY + TARGET_DAYS);
  const events = new Map<string, Event[]>();
  data.households.forEach((household, place) => {
    if (place % HOUSEHOLD_STEP === 0) events.set(household, []);
  });
  addBaskets(data, until, events);
  await addCampaigns(data, cut, events);
  const modalities = new ModalityRegistry();
  for (const name of HOUSEHOLD_MODALITIES) modalities.register(defaultModalities().get(name));
  return {
    name: 'completejourney',
    users: [...events].map(([userId, own]) => ({
      ...{ userId, traits: {} },
      events: own.sort(compareEvents),
    })),
    items: [...itemsOf(data), ...storesOf(data)],
    modalities,
    ...{ cut, until },
    // A campaign's offer is nothing that a household did: what it buys is to be foretold.
    targets: ['transactions'],
    // Offers and stores change places from campaign to campaign: they rank where they are shown to help.
    voices: 'if-better',
    // A campaign is over in weeks: who is heard is chosen as of two instants.
    stages: (all, targets) => timeStages(all, { train: [0.6], validation: [0.8, 0.9] }, targets),
  };
}

const typeId = (type: string): string => `type ${type}`;
const storeId = (store: number): string => `store ${store}`;

function eventOf(id: string, at: number, fields: Partial<Event>): Event {
  return {
    ...{ id, at, modality: 'transactions', type: 'purchase', itemId: null, otherUserId: null },
    ...{ value: null, attributes: {}, ...fields },
  };
}

/** One purchase a basket and product type, one visit a basket. */
function addBaskets(
  { households, products, lines }: CompleteJourney,
  until: number,
  events: ReadonlyMap<string, Event[]>,
): void {
  const seen = new Set<string>();
  for (let line = 0; line < lines.at.length; line += 1) {
    const own = events.get(households[lines.household[line]]);
    const at = lines.at[line];
    if (own === undefined || at > until) continue;
    const [basket, { type }] = [lines.basket[line], products[lines.product[line]]];
    const bought = `${basket} ${type}`;
    if (!seen.has(bought)) {
      seen.add(bought);
      own.push(eventOf(bought, at, { itemId: typeId(type), value: lines.value[line] }));
    }
    const visit = `${basket} visit`;
    if (seen.has(visit)) continue;
    seen.add(visit);
    const place = { modality: 'location', type: 'check_in', itemId: storeId(lines.store[line]) };
    own.push(eventOf(visit, at, place));
  }
}

/** What was offered and redeemed before the cut. */
async function addCampaigns(
  { folder, products }: CompleteJourney,
  cut: number,
  events: ReadonlyMap<string, Event[]>,
): Promise<void> {
  const [sent, described, coupons, redeemed] = await Promise.all(
    ['campaigns', 'campaign_descriptions', 'coupons', 'coupon_redemptions'].map((name) =>
      readTable(folder, name),
    ),
  );
  const typeOf = new Map(products.map(({ id, type }) => [id, type]));
  const starts = new Map(
    described.map((row) => [row.campaign_id, startOfDay(dayOfDate(row.start_date))]),
  );
  const counts = new Map<string, Map<string, number>>();
  const ofCoupon = new Map<string, string>();
  for (const { campaign_id: campaign, coupon_upc: coupon, product_id: product } of coupons) {
    const type = typeOf.get(product);
    if (type === undefined) continue;
    const own = counts.get(campaign) ?? new Map<string, number>();
    counts.set(campaign, own.set(type, (own.get(type) ?? 0) + 1));
    if (!ofCoupon.has(coupon)) ofCoupon.set(coupon, type);
  }
  for (const { campaign_id: campaign, household_id: household } of sent) {
    const [own, at] = [events.get(household), starts.get(campaign) ?? cut];
    if (own === undefined || at >= cut) continue;
    const offers = [...(counts.get(campaign) ?? [])].sort(
      ([left, a], [right, b]) => b - a || (left < right ? -1 : 1),
    );
    for (const [type] of offers.slice(0, MOST_OFFERS)) {
      const view = { modality: 'browsing', type: 'view', itemId: typeId(type) };
      own.push(eventOf(`${campaign} ${type}`, at, view));
    }
  }
  redeemed.forEach(
    ({ household_id: household, coupon_upc: coupon, redemption_date: date }, row) => {
      const [own, type] = [events.get(household), ofCoupon.get(coupon)];
      // At the end of the day: the coupon was in hand when the basket was paid.
      const at = startOfDay(dayOfDate(date)) + DAY_MS - 1;
      if (own === undefined || type === undefined || at >= cut) return;
      const click = { modality: 'browsing', type: 'click', itemId: typeId(type) };
      own.push(eventOf(`redeemed ${row}`, at, click));
    },
  );
}

function itemsOf({ products }: CompleteJourney): Item[] {
  const items = new Map<string, Item>();
  for (const { department, category, type } of products) {
    const id = typeId(type);
    if (!items.has(id)) items.set(id, itemOf(id, type, [department, category]));
  }
  return [...items.values()];
}

function storesOf({ lines }: CompleteJourney): Item[] {
  return [...new Set(lines.store)].map((store) => itemOf(storeId(store), null, ['Store']));
}

function itemOf(id: string, title: string | null, categories: string[]): Item {
  const nowhere = { latitude: null, longitude: null };
  return { id, title, categories, price: null, ...nowhere, attributes: {} };
}
