import {
  type BlendChoice,
  blendTable,
  calibrated,
  calibrateHeldOut,
  chooseBlend,
  type FeatureTable,
  fitBlend,
  joinTables,
  logLoss,
  type Recipe,
  type Split,
  squaredLoss,
  stackTables,
  withBags,
} from '../../../fusion/heads/index.ts';
import type { CompleteJourney } from '../../datasets/complete-journey.ts';
import {
  auprc,
  auroc,
  calibrationError,
  calibrationErrorByChance,
  ranks,
  spearman,
} from '../../metrics/index.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import {
  eligibleHouseholds,
  type HouseholdData,
  householdFeatures,
  indexHouseholds,
  spendAfter,
} from './household-features.ts';
import { chooseForCampaigns, judgeRedemption, REDEMPTION_RECIPES } from './judge-redemption.ts';
import { CATEGORY_RECIPE, journeyLog, judgeNextCategories } from './next-categories.ts';
import { campaignPairs } from './redemption.ts';
import { waitFeatures } from './wait-features.ts';

const SEEDS = [1, 2, 3];
const TRAINING_CUTS = [112, 140, 168, 196, 224, 252];
/** Recipes are chosen by what they say of these cuts, learned from those before each. */
const VALIDATION_CUTS = [196, 224, 252];
const TEST_CUTS = [280, 308, 336];
/** How long nothing is bought where somebody lapses. */
const PERIOD_DAYS = 28;
const BAGS = 4;

const trees = (leaves: number, count: number, rate: number, leastRows: number): Recipe => ({
  kind: 'trees',
  boosting: { leaves, trees: count, rate, leastRows, rowShare: 0.5 },
});
const LAPSE_RECIPES: readonly Recipe[] = [
  trees(4, 300, 0.03, 40),
  trees(7, 200, 0.03, 40),
  { kind: 'linear', l2: 200 },
];

/** Measured by others on the same protocol. */
const BASELINES: Readonly<Record<string, Figures>> = {
  'LightGBM, TIFU-KNN-like': {
    lapse_auroc_280: 0.871,
    lapse_auroc_308: 0.856,
    lapse_auroc_336: 0.871,
    spend_spearman_280: 0.766,
    spend_spearman_308: 0.766,
    spend_spearman_336: 0.771,
    redemption_auroc: 0.803,
    redemption_auprc: 0.45,
    'categories_ndcg@20': 0.617,
    'types_ndcg@20': 0.507,
  },
  'simple floor': {
    lapse_auroc_280: 0.792,
    lapse_auroc_308: 0.755,
    lapse_auroc_336: 0.79,
    spend_spearman_280: 0.745,
    spend_spearman_308: 0.755,
    spend_spearman_336: 0.759,
    redemption_auroc: 0.734,
    redemption_auprc: 0.324,
    'categories_ndcg@20': 0.603,
    'types_ndcg@20': 0.49,
  },
};

export async function evaluateMarketing(
  journey: CompleteJourney,
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { seeds = SEEDS, onProgress: report = () => undefined, signal } = options;
  report('Aggregating households at every cut');
  const data = await indexHouseholds(journey);
  const cuts = new Map([...TRAINING_CUTS, ...TEST_CUTS].map((cut) => [cut, readCut(data, cut)]));
  report('Choosing heads on the cuts before the test');
  const earlier = stackCuts(cuts, TRAINING_CUTS);
  const choose = (labels: Float32Array, objective: 'logistic' | 'squared'): BlendChoice =>
    chooseBlend(LAPSE_RECIPES, earlier.table, labels, objective, {
      splits: VALIDATION_CUTS.map((cut) => splitAt(earlier.cut, cut)),
      seed: seeds[0],
      loss: objective === 'logistic' ? logLoss : squaredLoss,
    });
  const lapse = choose(earlier.lapse, 'logistic');
  const spend = choose(earlier.spendPlace, 'squared');
  const calibrator = calibrateHeldOut(lapse.heldOut, earlier.lapse, earlier.household, seeds[0]);
  report('Choosing a head for campaigns that ended before the test');
  const pairs = await campaignPairs(data);
  const redemption = chooseForCampaigns(pairs, seeds[0]);
  report('Ranking next categories');
  const next = [
    { name: 'categories', results: judgeNextCategories(journeyLog(journey, 'category'), seeds) },
    { name: 'types', results: judgeNextCategories(journeyLog(journey, 'type'), seeds) },
  ];

  const results = seeds.map((seed, place) => {
    const figures: Record<string, number> = {};
    for (const cut of TEST_CUTS) {
      signal?.throwIfAborted();
      report(`Lapse and spend at day ${cut} with seed ${seed}`);
      const known = stackCuts(
        cuts,
        [...cuts.keys()].filter((other) => other + PERIOD_DAYS <= cut),
      );
      const test = stackCuts(cuts, [cut]);
      const learn = (
        choice: BlendChoice,
        labels: Float32Array,
        objective: 'logistic' | 'squared',
      ) =>
        blendTable(
          fitBlend(withBags(choice.ingredients, BAGS), known.table, labels, objective, seed),
          test.table,
        );
      const scores = learn(lapse, known.lapse, 'logistic');
      figures[`lapse_auroc_${cut}`] = auroc(scores, test.lapse);
      figures[`lapse_auprc_${cut}`] = auprc(scores, test.lapse);
      figures[`lapse_base_rate_${cut}`] = meanOf(test.lapse);
      const probabilities = scores.map((score) => calibrated(calibrator, score));
      figures[`lapse_ece_${cut}`] = calibrationError(probabilities, test.lapse);
      figures[`lapse_ece_${cut}_by_chance`] = calibrationErrorByChance(probabilities, { seed });
      const places = learn(spend, known.spendPlace, 'squared');
      figures[`spend_spearman_${cut}`] = spearman(places, test.spend);
    }
    figures.lapse_ece = meanOf(TEST_CUTS.map((cut) => figures[`lapse_ece_${cut}`]));
    signal?.throwIfAborted();
    report(`Redemption with seed ${seed}`);
    Object.assign(figures, judgeRedemption(pairs, redemption, seed));
    for (const { name, results: own } of next) {
      figures[`${name}_recall@20`] = own[place].recall;
      figures[`${name}_ndcg@20`] = own[place].ndcg;
    }
    return figures;
  });
  const chosen = ({ ingredients, losses, loss }: BlendChoice) => ({ ingredients, losses, loss });
  return {
    ...summariseSeeds(results),
    baselines: BASELINES,
    settings: {
      recipes: {
        lapse: LAPSE_RECIPES,
        redemption: REDEMPTION_RECIPES,
        categories: CATEGORY_RECIPE,
      },
      chosen: {
        lapse: chosen(lapse),
        spend: chosen(spend),
        redemption: chosen(redemption.choice),
      },
      features: earlier.table.names,
    },
    seeds,
    backend: 'plain JavaScript',
  };
}

/** All eligible households at one cut. */
interface CutRows {
  readonly table: FeatureTable;
  readonly household: readonly number[];
  readonly cut: readonly number[];
  /** 1 where nothing is bought in the period after the cut. */
  readonly lapse: Float32Array;
  /** Dollars in the period after the cut. */
  readonly spend: Float32Array;
  /** What share of the households of the same cut pay less: heads learn the order, by which they are judged. */
  readonly spendPlace: Float32Array;
}

function readCut(data: HouseholdData, cut: number): CutRows {
  const household = eligibleHouseholds(data, cut);
  const after = household.map((own) => spendAfter(data, own, cut));
  const spend = Float32Array.from(after, ({ sum }) => sum);
  return {
    table: joinTables(
      householdFeatures(data, household, cut),
      waitFeatures(data, household, cut, PERIOD_DAYS),
    ),
    household,
    cut: household.map(() => cut),
    lapse: Float32Array.from(after, ({ count }) => (count === 0 ? 1 : 0)),
    spend,
    spendPlace: Float32Array.from(ranks(spend), (rank) => (rank - 0.5) / spend.length),
  };
}

function stackCuts(cuts: ReadonlyMap<number, CutRows>, wanted: readonly number[]): CutRows {
  const rows = wanted.flatMap((cut) => cuts.get(cut) ?? []);
  return {
    table: stackTables(rows.map(({ table }) => table)),
    household: rows.flatMap(({ household }) => household),
    cut: rows.flatMap(({ cut }) => cut),
    lapse: Float32Array.from(rows.flatMap(({ lapse }) => [...lapse])),
    spend: Float32Array.from(rows.flatMap(({ spend }) => [...spend])),
    spendPlace: Float32Array.from(rows.flatMap(({ spendPlace }) => [...spendPlace])),
  };
}

function splitAt(cut: readonly number[], validation: number): Split {
  const rows = [...cut.keys()];
  return {
    train: Int32Array.from(rows.filter((row) => cut[row] < validation)),
    validation: Int32Array.from(rows.filter((row) => cut[row] === validation)),
  };
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
