import {
  type BlendChoice,
  blendTable,
  type Calibrator,
  calibrated,
  chooseBlend,
  type FeatureTable,
  fitBlend,
  fitCalibrator,
  foldsOf,
  type Ingredient,
  logLoss,
  type Recipe,
  type Split,
  select,
  selectRows,
  squaredLoss,
  stackTables,
} from '../../../fusion/heads/index.ts';
import type { CompleteJourney } from '../../datasets/complete-journey.ts';
import { auprc, auroc, calibrationError, spearman } from '../../metrics/index.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import {
  eligibleHouseholds,
  type HouseholdData,
  householdFeatures,
  indexHouseholds,
  spendAfter,
} from './household-features.ts';
import { CATEGORY_RECIPE, journeyLog, judgeNextCategories } from './next-categories.ts';
import { type CampaignPairs, campaignPairs } from './redemption.ts';

const SEEDS = [1, 2, 3];
const TRAINING_CUTS = [112, 140, 168, 196, 224];
/** Recipes are chosen by what they say of this cut; all test cuts lie later. */
const VALIDATION_CUT = 252;
const TEST_CUTS = [280, 308, 336];
/** Campaigns that start from this day on are judged. */
const FIRST_TEST_CAMPAIGN = 196;
const BAGS = 4;

const trees = (leaves: number, count: number, rate: number, leastRows: number): Recipe => ({
  kind: 'trees',
  boosting: { leaves, trees: count, rate, leastRows },
});
const LAPSE_RECIPES: readonly Recipe[] = [
  trees(4, 300, 0.03, 40),
  trees(7, 200, 0.03, 40),
  { kind: 'linear', l2: 100 },
  { kind: 'linear', l2: 300 },
];
const REDEMPTION_RECIPES: readonly Recipe[] = [
  trees(4, 150, 0.03, 30),
  trees(5, 120, 0.05, 30),
  trees(7, 200, 0.03, 30),
  { kind: 'linear', l2: 30 },
  { kind: 'linear', l2: 100 },
];

/** Measured by others on the same protocol (reference/bars.md, section 4). */
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
  const cuts = new Map(
    [...TRAINING_CUTS, VALIDATION_CUT, ...TEST_CUTS].map((cut) => [cut, readCut(data, cut)]),
  );
  report('Choosing heads on the cut before the test');
  const earlier = stackCuts(cuts, [...TRAINING_CUTS, VALIDATION_CUT]);
  const choose = (labels: Float32Array, objective: 'logistic' | 'squared'): BlendChoice =>
    chooseBlend(LAPSE_RECIPES, earlier.table, labels, objective, {
      splits: [splitAt(earlier.cut, VALIDATION_CUT)],
      seed: seeds[0],
      loss: objective === 'logistic' ? logLoss : squaredLoss,
    });
  const lapse = choose(earlier.lapse, 'logistic');
  const spend = choose(earlier.spend, 'squared');
  const calibrator = calibratorOf(lapse, earlier.lapse, earlier.household, seeds[0]);
  report('Choosing a head for campaigns that ended before the test');
  const pairs = await campaignPairs(data);
  const redemption = chooseForCampaigns(pairs, seeds[0]);
  const categories = journeyLog(journey, 'category');
  const types = journeyLog(journey, 'type');

  const results = seeds.map((seed) => {
    const figures: Record<string, number> = {};
    for (const cut of TEST_CUTS) {
      signal?.throwIfAborted();
      report(`Lapse and spend at day ${cut} with seed ${seed}`);
      const known = stackCuts(
        cuts,
        [...cuts.keys()].filter((other) => other + 28 <= cut),
      );
      const test = stackCuts(cuts, [cut]);
      const learn = (
        choice: BlendChoice,
        labels: Float32Array,
        objective: 'logistic' | 'squared',
      ) =>
        blendTable(
          fitBlend(bagged(choice.ingredients), known.table, labels, objective, seed),
          test.table,
        );
      const scores = learn(lapse, known.lapse, 'logistic');
      figures[`lapse_auroc_${cut}`] = auroc(scores, test.lapse);
      figures[`lapse_auprc_${cut}`] = auprc(scores, test.lapse);
      figures[`lapse_base_rate_${cut}`] = meanOf(test.lapse);
      const probabilities = scores.map((score) => calibrated(calibrator, score));
      figures[`lapse_ece_${cut}`] = calibrationError(probabilities, test.lapse);
      const amounts = learn(spend, known.spend, 'squared');
      figures[`spend_spearman_${cut}`] = spearman(amounts, test.spend);
    }
    figures.lapse_ece = meanOf(TEST_CUTS.map((cut) => figures[`lapse_ece_${cut}`]));
    signal?.throwIfAborted();
    report(`Redemption and next categories with seed ${seed}`);
    Object.assign(figures, judgeRedemption(pairs, redemption, seed));
    for (const [name, log] of [
      ['categories', categories],
      ['types', types],
    ] as const) {
      const { recall, ndcg } = judgeNextCategories(log, [196, 224, 252], TEST_CUTS[0], seed);
      figures[`${name}_recall@20`] = recall;
      figures[`${name}_ndcg@20`] = ndcg;
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
  /** log(1 + dollars) in the period after the cut. */
  readonly spend: Float32Array;
}

function readCut(data: HouseholdData, cut: number): CutRows {
  const household = eligibleHouseholds(data, cut);
  const after = household.map((own) => spendAfter(data, own, cut));
  return {
    table: householdFeatures(data, household, cut),
    household,
    cut: household.map(() => cut),
    lapse: Float32Array.from(after, ({ count }) => (count === 0 ? 1 : 0)),
    spend: Float32Array.from(after, ({ sum }) => Math.log1p(sum)),
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
  };
}

function splitAt(cut: readonly number[], validation: number): Split {
  const rows = [...cut.keys()];
  return {
    train: Int32Array.from(rows.filter((row) => cut[row] < validation)),
    validation: Int32Array.from(rows.filter((row) => cut[row] === validation)),
  };
}

/** Calibrates on the rows that the choice held out. */
function calibratorOf(
  { heldOut }: BlendChoice,
  labels: Float32Array,
  household: readonly number[],
  seed: number,
): Calibrator {
  const rows = Int32Array.from([...heldOut.keys()].filter((row) => !Number.isNaN(heldOut[row])));
  const folds = foldsOf(
    Array.from(rows, (row) => household[row]),
    5,
    seed,
  );
  return fitCalibrator(select(heldOut, rows), select(labels, rows), folds);
}

function chooseForCampaigns(pairs: CampaignPairs, seed: number) {
  const { sent, redeemed } = pairs;
  const known = Int32Array.from(
    [...sent.keys()].filter((row) => sent[row].end < FIRST_TEST_CAMPAIGN),
  );
  const starts = [...new Set(Array.from(known, (row) => sent[row].start))].sort((a, b) => a - b);
  const places = [...known.keys()];
  // Each later campaign is foretold from those that had ended when it began.
  const splits = starts.slice(-4).map((start) => ({
    train: Int32Array.from(places.filter((place) => sent[known[place]].end < start)),
    validation: Int32Array.from(places.filter((place) => sent[known[place]].start === start)),
  }));
  const labels = select(redeemed, known);
  const choice = chooseBlend(
    REDEMPTION_RECIPES,
    selectRows(pairs.table, known),
    labels,
    'logistic',
    { splits, seed, loss: logLoss },
  );
  const household = Array.from(known, (row) => sent[row].household);
  return { choice, known, calibrator: calibratorOf(choice, labels, household, seed) };
}

function judgeRedemption(
  { table, redeemed, sent }: CampaignPairs,
  { choice, known, calibrator }: ReturnType<typeof chooseForCampaigns>,
  seed: number,
): Figures {
  const blend = fitBlend(
    bagged(choice.ingredients),
    selectRows(table, known),
    select(redeemed, known),
    'logistic',
    seed,
  );
  const rows = [...sent.keys()].filter((row) => sent[row].start >= FIRST_TEST_CAMPAIGN);
  const scores = blendTable(blend, selectRows(table, rows));
  const outcomes = select(redeemed, rows);
  const within = [...Map.groupBy(rows.keys(), (place) => sent[rows[place]].campaign).values()]
    .map((places) =>
      auroc(
        places.map((place) => scores[place]),
        places.map((place) => outcomes[place]),
      ),
    )
    .filter((area) => !Number.isNaN(area));
  return {
    redemption_auroc: auroc(scores, outcomes),
    redemption_auprc: auprc(scores, outcomes),
    redemption_auroc_within_campaign: meanOf(within),
    redemption_base_rate: meanOf(outcomes),
    redemption_ece: calibrationError(
      scores.map((score) => calibrated(calibrator, score)),
      outcomes,
    ),
  };
}

function bagged(ingredients: readonly Ingredient[]): Ingredient[] {
  return ingredients.map(({ recipe, weight }) => ({
    recipe: recipe.kind === 'trees' ? { ...recipe, bags: BAGS } : recipe,
    weight,
  }));
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
