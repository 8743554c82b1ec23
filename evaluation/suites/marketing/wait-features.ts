import { renewalAggregates } from '../../../fusion/aggregates/index.ts';
import { type FeatureTable, featureTable } from '../../../fusion/heads/index.ts';
import { startOfDay } from '../../datasets/complete-journey.ts';
import type { HouseholdData } from './household-features.ts';

/**
 * How likely each household's present wait is to go on for the whole period.
 * @param households indices, one row each
 * @param cut days since 2017-01-01
 */
export function waitFeatures(
  { baskets }: HouseholdData,
  households: readonly number[],
  cut: number,
  periodDays: number,
): FeatureTable {
  const asOf = startOfDay(cut) - 1;
  const rows = households.map((household) =>
    renewalAggregates(baskets.of(household), asOf, periodDays),
  );
  const names = renewalAggregates(baskets.of(-1), asOf, periodDays).map(({ name }) => name);
  return featureTable(
    names.map((name, at) => ({
      group: 'rhythm',
      name,
      values: rows.map((row) => row[at].value),
    })),
  );
}
