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
  newUserShare: 0.2,
  mostRows: 10_000,
  categoryFeatures: 24,
  recency: 'policy',
  reencodePrice: REENCODE_PRICE,
  targets: null,
  stages: (users, targets) => timeStages(users, { train: [0.6], validation: [0.8] }, targets),
};
