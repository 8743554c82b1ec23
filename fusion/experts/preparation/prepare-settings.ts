import { REENCODE_PRICE } from '../../adaptation/index.ts';
import type { UserHistory } from '../../data/user-history.ts';
import { type Stage, timeStages } from './stage.ts';

/** How training rows are made. */
export interface PrepareSettings {
  readonly seed: number;
  /** How many factors the linear models have at most. */
  readonly factors: number;
  /** Candidates of a row that the experts propose, roughly, and others at random. */
  readonly candidates: number;
  readonly randomCandidates: number;
  /** Share of the candidates other than targets that a training row keeps; validation and new users keep all. */
  readonly negativeShare: number;
  /**
   * Rows of users with a history weigh by the root of how many targets they have, one on average in each stage, as those of new
   * users always do; else all alike. The loss shares a row's weight among its targets, so that one place of somebody who goes to one counts
   * as much as the ten of somebody who goes to ten together, though ten tell better what a history leads to.
   */
  readonly weighByTargets: boolean;
  /**
   * What a row of a stage of new users weighs on average, where one of users with a history weighs 1: of these each stage
   * has a row of everybody, and all stages of new users together only one.
   */
  readonly newUserWeight: number;
  /** Chance of a second row for a user in which nothing is known of their items. */
  readonly newUserShare: number;
  /** Shops with more users train on a sample of this many. */
  readonly mostRows: number;
  /** Categories that get features of their own. */
  readonly categoryFeatures: number;
  /**
   * What the experts read recent items through: a policy that is learned from the streams, where it has
   * proven itself on people held out, the equal mixture, or fixed rates of their own. Beside fixed rates a policy is
   * learned for serving all the same, since profiles tell what it chose; with `none` they tell nothing, and none is.
   */
  readonly recency: 'policy' | 'equal mixture' | 'fixed' | 'none';
  /** Log-likelihood that a full re-encode must bring for each event that it reads again. */
  readonly reencodePrice: number;
  /** Modalities whose events name what is to be foretold; null for all. */
  readonly targets: readonly string[] | null;
  /** @param targets as above */
  readonly stages: (
    users: readonly UserHistory[],
    targets: readonly string[] | null,
  ) => readonly Stage[];
}

export const PREPARE_DEFAULTS: PrepareSettings = {
  seed: 1,
  factors: 128,
  candidates: 300,
  randomCandidates: 100,
  negativeShare: 1,
  weighByTargets: false,
  newUserWeight: 1,
  newUserShare: 0.2,
  mostRows: 10_000,
  categoryFeatures: 24,
  recency: 'policy',
  reencodePrice: REENCODE_PRICE,
  targets: null,
  stages: (users, targets) => timeStages(users, { train: [0.6], validation: [0.8] }, targets),
};
