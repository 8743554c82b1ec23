import {
  type FeatureColumn,
  type FeatureTable,
  featureTable,
  joinTables,
  stackTables,
} from '../../../fusion/heads/index.ts';
import { DAY_MS, readTable, startOfDay } from '../../datasets/complete-journey.ts';
import { type HouseholdData, householdFeatures, type SentCampaign } from './household-features.ts';

/** Campaigns of the first weeks have no history to be judged by. */
const FIRST_START = 28;
/** What a household without any campaign behind it is taken to redeem. */
const PRIOR_RATE = 0.1;

/** Households that were sent campaigns, one row a pair, features as of the campaign's start. */
export interface CampaignPairs {
  readonly table: FeatureTable;
  /** 1 where a coupon of the campaign was redeemed. */
  readonly redeemed: Float32Array;
  /** The day of the first one, days since 2017-01-01; NaN where none was. */
  readonly firstRedeemed: Float64Array;
  readonly sent: readonly SentCampaign[];
}

export async function campaignPairs(data: HouseholdData): Promise<CampaignPairs> {
  const coupons = await readTable(data.journey.folder, 'coupons');
  const key = (household: number, campaign: string): string => `${household} ${campaign}`;
  const redeemed = new Map<string, number>();
  for (const { household, campaign, day } of data.redeemed) {
    const own = key(household, campaign);
    redeemed.set(own, Math.min(day, redeemed.get(own) ?? day));
  }
  const campaigns = new Map<string, SentCampaign[]>();
  for (const sent of data.sent) {
    if (sent.start < FIRST_START) continue;
    campaigns.set(sent.campaign, [...(campaigns.get(sent.campaign) ?? []), sent]);
  }
  const tables: FeatureTable[] = [];
  const sent: SentCampaign[] = [];
  for (const [campaign, receivers] of campaigns) {
    const offered = coupons.filter((coupon) => coupon.campaign_id === campaign);
    const households = receivers.map(({ household }) => household);
    tables.push(
      joinTables(
        householdFeatures(data, households, receivers[0].start),
        featureTable([
          ...offerColumns(data, receivers, offered),
          ...pastColumns(data, receivers, redeemed),
        ]),
      ),
    );
    sent.push(...receivers);
  }
  return {
    table: stackTables(tables),
    sent,
    redeemed: Float32Array.from(sent, ({ household, campaign }) =>
      redeemed.has(key(household, campaign)) ? 1 : 0,
    ),
    firstRedeemed: Float64Array.from(
      sent,
      ({ household, campaign }) => redeemed.get(key(household, campaign)) ?? Number.NaN,
    ),
  };
}

/** The campaign itself, and how much the household bought of what it offers. */
function offerColumns(
  { journey, linesOf }: HouseholdData,
  receivers: readonly SentCampaign[],
  offered: readonly Readonly<Record<string, string>>[],
): FeatureColumn[] {
  const { lines, products } = journey;
  const { start, end, type } = receivers[0];
  const asOf = startOfDay(start) - 1;
  const ids = new Set(offered.map((coupon) => coupon.product_id));
  const onOffer = products.map(({ id }) => ids.has(id));
  const bought = receivers.map(({ household }) => {
    const earlier = linesOf[household].filter((line) => lines.at[line] <= asOf);
    const matching = earlier.filter((line) => onOffer[lines.product[line]]);
    const lately = matching.filter((line) => lines.at[line] > asOf - 84 * DAY_MS);
    return {
      lines: matching.length,
      baskets: new Set(Array.from(matching, (line) => lines.basket[line])).size,
      lately: lately.reduce((sum, line) => sum + lines.value[line], 0),
      share: matching.length / (earlier.length + 5),
    };
  });
  const column = (name: string, value: (place: number) => number): FeatureColumn => ({
    name,
    group: 'offer',
    values: receivers.map((_, place) => value(place)),
  });
  return [
    column('log_offered_lines', (place) => Math.log1p(bought[place].lines)),
    column('log_offered_baskets', (place) => Math.log1p(bought[place].baskets)),
    column('log_offered_amount_84d', (place) => Math.log1p(bought[place].lately)),
    column('offered_share', (place) => bought[place].share),
    column('log_coupons', () => Math.log1p(new Set(offered.map((row) => row.coupon_upc)).size)),
    column('log_offered_products', () => Math.log1p(ids.size)),
    column('campaign_days', () => end - start),
    column('log_receivers', () => Math.log1p(receivers.length)),
    ...['Type A', 'Type B', 'Type C'].map((name) =>
      column(`is_${name}`, () => (type === name ? 1 : 0)),
    ),
  ];
}

/** How the household, and everybody, answered campaigns that had ended by then. */
function pastColumns(
  data: HouseholdData,
  receivers: readonly SentCampaign[],
  redeemed: ReadonlyMap<string, number>,
): FeatureColumn[] {
  const { start, type } = receivers[0];
  const past = data.sent.filter(({ end }) => end < start);
  const answered = ({ household, campaign }: SentCampaign): boolean =>
    redeemed.has(`${household} ${campaign}`);
  const byHousehold = Map.groupBy(past, ({ household }) => household);
  const rate = (sent: readonly SentCampaign[]): number =>
    (sent.filter(answered).length + PRIOR_RATE) / (sent.length + 1);
  const ofType = rate(past.filter((sent) => sent.type === type));
  const column = (
    name: string,
    value: (own: readonly SentCampaign[]) => number,
  ): FeatureColumn => ({
    name,
    group: 'campaigns',
    values: receivers.map(({ household }) => value(byHousehold.get(household) ?? [])),
  });
  return [
    column('past_rate', rate),
    column('past_answers', (own) => own.filter(answered).length),
    column('past_rate_same_type', (own) => rate(own.filter((sent) => sent.type === type))),
    column('everybody_rate_same_type', () => ofType),
  ];
}
