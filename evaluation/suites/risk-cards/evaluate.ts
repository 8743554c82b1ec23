import {
  blendTable,
  calibrated,
  calibrateHeldOut,
  chooseBlend,
  fitBlend,
  logLoss,
  type Recipe,
  rowOf,
  shareBlend,
  stackTables,
  withBags,
} from '../../../fusion/heads/index.ts';
import { calibrationError } from '../../metrics/index.ts';
import type { Figures, SuiteOptions, SuiteResult } from '../../suite.ts';
import { summariseSeeds } from '../../summarise-seeds.ts';
import { type CardPayments, dayOf } from './dataset.ts';
import { cardFeatures } from './features.ts';
import { type CardSplit, cardSplit, dailyAlerts, judgeCards } from './protocol.ts';

/** First days of the weeks to learn from; the validation's test week ends before the test's begins. */
const VALIDATION = '2018-07-11';
const TEST = '2018-07-25';
const SEEDS = [1, 2, 3];

const trees = (leaves: number, count: number, l2: number): Recipe => ({
  kind: 'trees',
  boosting: { leaves, trees: count, l2, leastRows: 50, featureShare: 0.7 },
});
const RECIPES: readonly Recipe[] = [
  trees(4, 200, 5),
  trees(7, 150, 5),
  trees(7, 150, 30),
  trees(15, 100, 30),
  { kind: 'linear', l2: 10 },
];
/** Forests that the chosen trees are averaged over. */
const BAGS = 3;

/** Measured by others on the same protocol. */
const BASELINES: Readonly<Record<string, Figures>> = {
  'random forest': { auroc: 0.863, auprc: 0.657, 'card_precision@100': 0.289 },
  'LightGBM, 15 aggregates': { auroc: 0.881, auprc: 0.64, 'card_precision@100': 0.289 },
  'LightGBM with ratios and card history': {
    auroc: 0.884,
    auprc: 0.684,
    'card_precision@100': 0.293,
  },
};

export async function evaluateCards(
  payments: CardPayments,
  options: SuiteOptions,
): Promise<SuiteResult> {
  const { seeds = SEEDS, onProgress: report = () => undefined } = options;
  const prepare = ({ train, test }: CardSplit) => ({
    train: cardFeatures(payments, train),
    test: cardFeatures(payments, test),
    labels: Float32Array.from(train, (row) => payments.fraud[row]),
    outcomes: Float32Array.from(test, (row) => payments.fraud[row]),
  });
  report('Choosing a head on the weeks before');
  const earlierSplit = cardSplit(payments, dayOf(VALIDATION));
  const earlier = prepare(earlierSplit);
  const rows = earlier.train.rows;
  const split = {
    train: Int32Array.from({ length: rows }, (_, row) => row),
    validation: Int32Array.from(earlierSplit.test, (_, place) => rows + place),
  };
  const choice = chooseBlend(
    RECIPES,
    stackTables([earlier.train, earlier.test]),
    Float32Array.from([...earlier.labels, ...earlier.outcomes]),
    'logistic',
    { splits: [split], seed: seeds[0], loss: logLoss },
  );
  const cards = Array.from(earlierSplit.test, (row) => payments.card[row]);
  const heldOut = choice.heldOut.subarray(rows);
  const calibrator = calibrateHeldOut(heldOut, earlier.outcomes, cards, seeds[0]);
  const ingredients = withBags(choice.ingredients, BAGS);

  const { train: trainRows, test: testRows } = cardSplit(payments, dayOf(TEST));
  const { train, test, labels, outcomes } = prepare({ train: trainRows, test: testRows });
  const results = seeds.map((seed) => {
    options.signal?.throwIfAborted();
    report(`Learning the week and judging the next with seed ${seed}`);
    const blend = fitBlend(ingredients, train, labels, 'logistic', seed);
    const scores = blendTable(blend, test);
    const { auroc, auprc, precision } = judgeCards(payments, testRows, scores);
    const probabilities = scores.map((score) => calibrated(calibrator, score));
    const alerts = dailyAlerts(payments, testRows, scores);
    return {
      auroc,
      auprc,
      'card_precision@100': precision,
      ece: calibrationError(probabilities, outcomes),
      base_rate: outcomes.reduce((sum, outcome) => sum + outcome, 0) / outcomes.length,
      alerts: alerts.length,
      // How far the reasons of any alert are from adding up to its score.
      reasons_residual: alerts.reduce((most, { place }) => {
        const { baseline, shares } = shareBlend(blend, rowOf(test, place));
        const sum = shares.reduce((total, share) => total + share, baseline);
        return Math.max(most, Math.abs(sum - scores[place]));
      }, 0),
    };
  });
  return {
    ...summariseSeeds(results),
    baselines: BASELINES,
    settings: {
      train: TEST,
      validation: VALIDATION,
      features: train.names,
      recipes: RECIPES.map((recipe, at) => ({ recipe, validationLoss: choice.losses[at] })),
      chosen: ingredients,
      calibration: calibrator.kind,
    },
    seeds,
    backend: 'plain JavaScript',
  };
}
