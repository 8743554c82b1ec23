import {
  type EventSeries,
  rhythmAggregates,
  SeriesByKey,
} from '../../../fusion/aggregates/index.ts';
import {
  type FeatureColumn,
  type FeatureTable,
  featureTable,
} from '../../../fusion/heads/index.ts';
import {
  type CompleteJourney,
  DAY_MS,
  dayOfDate,
  readTable,
  startOfDay,
} from '../../datasets/complete-journey.ts';

const DEPARTMENTS = 10;

/** A campaign as one household was sent it. */
export interface SentCampaign {
  readonly household: number;
  readonly campaign: string;
  readonly type: string;
  /** Days since 2017-01-01, both within the campaign. */
  readonly start: number;
  readonly end: number;
}

export interface Redemption {
  readonly household: number;
  readonly campaign: string;
  readonly day: number;
}

/** All that the features of a household are read from, indexed once. */
export interface HouseholdData {
  readonly journey: CompleteJourney;
  /** Baskets by household, with what was paid. */
  readonly baskets: SeriesByKey;
  readonly retailDiscounts: SeriesByKey;
  readonly couponDiscounts: SeriesByKey;
  /** What was paid by `household department`. */
  readonly departmentSpend: SeriesByKey;
  readonly departments: readonly string[];
  /** Lines of each household in order of time. */
  readonly linesOf: readonly Int32Array[];
  readonly sent: readonly SentCampaign[];
  readonly redeemed: readonly Redemption[];
}

export async function indexHouseholds(journey: CompleteJourney): Promise<HouseholdData> {
  const { lines, products, households } = journey;
  const placeOf = new Map(households.map((id, place) => [id, place]));
  const first = new Map<number, number>();
  const sums = new Float64Array(lines.at.length);
  const retail = new Float64Array(lines.at.length);
  const coupon = new Float64Array(lines.at.length);
  const linesOf = households.map((): number[] => []);
  const departmentLines = new Map<string, number>();
  lines.basket.forEach((basket, line) => {
    // A basket stands for all its lines, at the instant of the first.
    const head = first.get(basket) ?? line;
    first.set(basket, head);
    sums[head] += lines.value[line];
    retail[head] += lines.retailDiscount[line];
    coupon[head] += lines.couponDiscount[line];
    linesOf[lines.household[line]].push(line);
    const { department } = products[lines.product[line]];
    departmentLines.set(department, (departmentLines.get(department) ?? 0) + 1);
  });
  const heads = Int32Array.from(first.values());
  const byBasket = (amounts: Float64Array): SeriesByKey =>
    new SeriesByKey(
      Int32Array.from(heads, (line) => lines.household[line]),
      Float64Array.from(heads, (line) => lines.at[line]),
      (place) => amounts[heads[place]],
    );
  const departments = [...departmentLines]
    .sort(([, left], [, right]) => right - left)
    .slice(0, DEPARTMENTS)
    .map(([department]) => department);
  const described = new Map(
    (await readTable(journey.folder, 'campaign_descriptions')).map((row) => [row.campaign_id, row]),
  );
  const sent = (await readTable(journey.folder, 'campaigns')).flatMap((row) => {
    const campaign = described.get(row.campaign_id);
    const household = placeOf.get(row.household_id);
    if (campaign === undefined || household === undefined) return [];
    return {
      household,
      campaign: row.campaign_id,
      type: campaign.campaign_type,
      start: dayOfDate(campaign.start_date),
      end: dayOfDate(campaign.end_date),
    };
  });
  const redeemed = (await readTable(journey.folder, 'coupon_redemptions')).flatMap((row) => {
    const household = placeOf.get(row.household_id);
    if (household === undefined) return [];
    return { household, campaign: row.campaign_id, day: dayOfDate(row.redemption_date) };
  });
  return {
    journey,
    baskets: byBasket(sums),
    retailDiscounts: byBasket(retail),
    couponDiscounts: byBasket(coupon),
    departmentSpend: new SeriesByKey(
      Array.from(
        lines.household,
        (household, line) => `${household} ${products[lines.product[line]].department}`,
      ),
      lines.at,
      (line) => lines.value[line],
    ),
    departments,
    linesOf: linesOf.map((own) => Int32Array.from(own)),
    sent,
    redeemed,
  };
}

/**
 * Features of some households from what happened on the days before a cut.
 * @param households indices, one row each
 * @param cut days since 2017-01-01
 */
export function householdFeatures(
  data: HouseholdData,
  households: ArrayLike<number>,
  cut: number,
): FeatureTable {
  // The last instant of the day before: an event at the cut's midnight belongs to the future.
  const asOf = startOfDay(cut) - 1;
  const rows = Array.from(households);
  const column = (
    group: string,
    name: string,
    value: (household: number) => number,
  ): FeatureColumn => ({ group, name, values: Float64Array.from(rows, value) });
  const rhythms = rows.map((household) => rhythmAggregates(data.baskets.of(household), asOf));
  const names = rhythmAggregates(data.baskets.of(-1), asOf).map(({ name }) => name);
  const since = (series: EventSeries, days: number) => series.between(asOf - days * DAY_MS, asOf);
  const perDollar = (discounts: SeriesByKey, household: number, days: number): number =>
    since(discounts.of(household), days).sum / (since(data.baskets.of(household), days).sum + 1);
  return featureTable([
    ...names.map((name, at) => ({
      group: 'rhythm',
      name,
      values: Float64Array.from(rhythms, (rhythm) => rhythm[at].value),
    })),
    ...[28, 84].flatMap((days) => [
      column('prices', `retail_discount_${days}d`, (household) =>
        perDollar(data.retailDiscounts, household, days),
      ),
      column('prices', `log_coupon_discount_${days}d`, (household) =>
        Math.log1p(since(data.couponDiscounts.of(household), days).sum),
      ),
    ]),
    ...data.departments.map((department) =>
      column(
        'assortment',
        `share_${department}`,
        (household) =>
          since(data.departmentSpend.of(`${household} ${department}`), 84).sum /
          (since(data.baskets.of(household), 84).sum + 1),
      ),
    ),
    ...varietyColumns(data, rows, asOf),
    ...campaignColumns(data, rows, cut),
  ]);
}

function varietyColumns(data: HouseholdData, rows: number[], asOf: number): FeatureColumn[] {
  const { lines, products } = data.journey;
  const counts = rows.map((household) => {
    const own = data.linesOf[household].filter(
      (line) => lines.at[line] <= asOf && lines.at[line] > asOf - 84 * DAY_MS,
    );
    const distinct = (key: (line: number) => unknown): number => new Set(Array.from(own, key)).size;
    const weekend = own.filter((line) => [0, 6].includes(new Date(lines.at[line]).getUTCDay()));
    return {
      categories: distinct((line) => products[lines.product[line]].category),
      products: distinct((line) => lines.product[line]),
      stores: distinct((line) => lines.store[line]),
      weekend: weekend.length / own.length,
    };
  });
  const column = (name: string, values: readonly number[]): FeatureColumn => ({
    group: 'assortment',
    name,
    values,
  });
  return [
    column(
      'log_categories_84d',
      counts.map(({ categories }) => Math.log1p(categories)),
    ),
    column(
      'log_products_84d',
      counts.map(({ products: own }) => Math.log1p(own)),
    ),
    column(
      'stores_84d',
      counts.map(({ stores }) => stores),
    ),
    column(
      'weekend_share_84d',
      counts.map(({ weekend }) => weekend),
    ),
  ];
}

function campaignColumns(data: HouseholdData, rows: number[], cut: number): FeatureColumn[] {
  const count = <Row extends { readonly household: number }>(
    all: readonly Row[],
    counts: (row: Row) => boolean,
  ): Map<number, number> => {
    const result = new Map<number, number>();
    for (const row of all) {
      if (counts(row)) result.set(row.household, (result.get(row.household) ?? 0) + 1);
    }
    return result;
  };
  const lastRedemption = new Map<number, number>();
  for (const { household, day } of data.redeemed) {
    if (day < cut) lastRedemption.set(household, Math.max(day, lastRedemption.get(household) ?? 0));
  }
  const column = (name: string, counts: Map<number, number>, absent: number): FeatureColumn => ({
    group: 'campaigns',
    name,
    values: rows.map((household) => counts.get(household) ?? absent),
  });
  const recency = new Map([...lastRedemption].map(([household, day]) => [household, cut - day]));
  return [
    column(
      'redemptions',
      count(data.redeemed, ({ day }) => day < cut),
      0,
    ),
    column('days_since_redemption', recency, Number.NaN),
    column(
      'campaigns',
      count(data.sent, ({ start }) => start < cut),
      0,
    ),
    column(
      'campaigns_running',
      count(data.sent, ({ start, end }) => start < cut && end >= cut),
      0,
    ),
  ];
}

/** Households with a basket in the 84 days before a cut. */
export function eligibleHouseholds(data: HouseholdData, cut: number): number[] {
  const until = startOfDay(cut) - 1;
  return [...data.journey.households.keys()].filter(
    (household) => data.baskets.of(household).between(until - 84 * DAY_MS, until).count > 0,
  );
}

/** What a household pays in the 28 days from a cut on. */
export function spendAfter(
  data: HouseholdData,
  household: number,
  cut: number,
): { count: number; sum: number } {
  return data.baskets.of(household).between(startOfDay(cut) - 1, startOfDay(cut + 28) - 1);
}
