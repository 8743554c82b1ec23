import {
  type BlendChoice,
  blendTable,
  calibrated,
  chooseBlend,
  fitBlend,
  fitPlatt,
  foldsOf,
  logLoss,
  type Recipe,
  select,
  selectRows,
  withBags,
} from '../../../fusion/heads/index.ts';
import { auprc, auroc, calibrationError, calibrationErrorByChance } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';
import { fitAnswerDelay, shareAnswered } from './answer-delay.ts';
import type { SentCampaign } from './household-features.ts';
import type { CampaignPairs } from './redemption.ts';

/** Campaigns that start from this day on are judged. */
const FIRST_TEST_CAMPAIGN = 196;
/** The data are of one year; what is redeemed after it is not in them, though some campaigns go on. */
const LAST_DAY = 364;
/** So many of the last campaigns to learn from are foretold in turn, to choose a recipe by. */
const VALIDATION_STARTS = 4;
const BAGS = 4;
const CAMPAIGN_FOLDS = 6;
/** In calibration a campaign weighs half as much when it has been over for so long. */
const HALF_LIFE_DAYS = 15;

const trees = (leaves: number, count: number, rate: number): Recipe => ({
  kind: 'trees',
  boosting: { leaves, trees: count, rate, leastRows: 30 },
});
export const REDEMPTION_RECIPES: readonly Recipe[] = [
  trees(4, 150, 0.03),
  trees(5, 120, 0.05),
  trees(7, 200, 0.03),
  { kind: 'linear', l2: 30 },
  { kind: 'linear', l2: 100 },
];

/** A recipe chosen on campaigns that had ended before those to be judged. */
export interface CampaignChoice {
  readonly choice: BlendChoice;
  /** Rows of the pairs to learn from. */
  readonly known: Int32Array;
}

/** Chooses a recipe: each later campaign is foretold from those that had ended when it began. */
export function chooseForCampaigns(pairs: CampaignPairs, seed: number): CampaignChoice {
  const { sent, redeemed } = pairs;
  const rows = [...sent.keys()].filter((row) => sent[row].end < FIRST_TEST_CAMPAIGN);
  const starts = [...new Set(rows.map((row) => sent[row].start))].sort((a, b) => a - b);
  const places = [...rows.keys()];
  const splits = starts.slice(-VALIDATION_STARTS).map((start) => ({
    train: Int32Array.from(places.filter((place) => sent[rows[place]].end < start)),
    validation: Int32Array.from(places.filter((place) => sent[rows[place]].start === start)),
  }));
  const known = Int32Array.from(rows);
  const choice = chooseBlend(
    REDEMPTION_RECIPES,
    selectRows(pairs.table, known),
    select(redeemed, known),
    'logistic',
    { splits, seed, loss: logLoss },
  );
  return { choice, known };
}

/**
 * Learns from the campaigns that had ended before the first to be judged. The model stays; its
 * calibration is kept current: each campaign's probabilities are calibrated on the outcomes of all
 * campaigns that had ended before it began, the latest above all, on scores that had not been learned
 * from them. A campaign that goes on after the last day of the data is asked what was redeemed until then.
 */
export function judgeRedemption(
  pairs: CampaignPairs,
  { choice, known }: CampaignChoice,
  seed: number,
): Figures {
  const { table, redeemed, sent } = pairs;
  const blend = fitBlend(
    withBags(choice.ingredients, BAGS),
    selectRows(table, known),
    select(redeemed, known),
    'logistic',
    seed,
  );
  const scores = Float32Array.from(blendTable(blend, table));
  const heldOut = scoresWithoutOwnCampaign(pairs, { choice, known }, seed);
  known.forEach((row, place) => {
    scores[row] = heldOut[place];
  });
  const rows = [...sent.keys()].filter((row) => sent[row].start >= FIRST_TEST_CAMPAIGN);
  const byCampaign = [...Map.groupBy(rows, (row) => sent[row].campaign).values()];
  const pick = (values: ArrayLike<number>, of: readonly number[]): number[] =>
    of.map((row) => values[row]);
  const probabilities = new Float64Array(sent.length);
  for (const own of byCampaign) {
    const campaign = sent[own[0]];
    const { start } = campaign;
    const ended = [...sent.keys()].filter((row) => sent[row].end < start);
    const calibrator = fitPlatt(
      select(scores, ended),
      select(redeemed, ended),
      Float32Array.from(ended, (row) => 0.5 ** ((start - sent[row].end) / HALF_LIFE_DAYS)),
    );
    const share = shareWatched(pairs, campaign);
    for (const row of own) probabilities[row] = share * calibrated(calibrator, scores[row]);
  }
  const outcomes = pick(redeemed, rows);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const within = byCampaign
    .map((own) => auroc(pick(scores, own), pick(redeemed, own)))
    .filter((area) => !Number.isNaN(area));
  return {
    redemption_auroc: auroc(pick(scores, rows), outcomes),
    redemption_auprc: auprc(pick(scores, rows), outcomes),
    redemption_auroc_within_campaign: mean(within),
    redemption_auroc_in_window: auroc(pick(probabilities, rows), outcomes),
    redemption_auprc_in_window: auprc(pick(probabilities, rows), outcomes),
    redemption_base_rate: mean(outcomes),
    redemption_ece: calibrationError(pick(probabilities, rows), outcomes),
    redemption_ece_by_chance: calibrationErrorByChance(pick(probabilities, rows), { seed }),
  };
}

/**
 * Of those who redeem a campaign's coupons, the share who do by the last day of the data; how late they come is
 * learned from the campaigns that had ended before it began.
 */
function shareWatched({ sent, firstRedeemed }: CampaignPairs, campaign: SentCampaign): number {
  const { start, end } = campaign;
  const answers = sent.flatMap((earlier, row) =>
    earlier.end < start && !Number.isNaN(firstRedeemed[row])
      ? [{ day: firstRedeemed[row] - earlier.start + 1, days: earlier.end - earlier.start + 1 }]
      : [],
  );
  return shareAnswered(fitAnswerDelay(answers), LAST_DAY - start + 1, end - start + 1);
}

/**
 * The scores of the known rows, each by a model that learned from other campaigns. Campaigns differ more than
 * households do, and models of the first few alone, by which the recipe was chosen, knew of lower rates than
 * the one to be calibrated does: chosen on campaigns that began before those that are judged.
 */
function scoresWithoutOwnCampaign(
  { table, redeemed, sent }: CampaignPairs,
  { choice, known }: CampaignChoice,
  seed: number,
): Float32Array {
  const campaigns = Array.from(known, (row) => sent[row].campaign);
  const scores = new Float32Array(known.length);
  for (const { train, validation } of foldsOf(campaigns, CAMPAIGN_FOLDS, seed)) {
    const learned = train.map((place) => known[place]);
    const blend = fitBlend(
      choice.ingredients,
      selectRows(table, learned),
      select(redeemed, learned),
      'logistic',
      seed,
    );
    const left = validation.map((place) => known[place]);
    blendTable(blend, selectRows(table, left)).forEach((score, at) => {
      scores[validation[at]] = score;
    });
  }
  return scores;
}
