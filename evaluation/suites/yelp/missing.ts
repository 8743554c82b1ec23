import type { UserHistory } from '../../../fusion/index.ts';
import { pairedBootstrap } from '../../metrics/index.ts';
import type { SuiteResult } from '../../suite.ts';
import type { YelpData } from './dataset.ts';
import { type Judged, judge, yelpReader } from './judge.ts';
import { mean } from './protocol.ts';
import { scorerOf } from './ranking.ts';
import {
  FIT,
  modalitiesOf,
  PREPARE,
  type RunOptions,
  trainNetwork,
  weightsOf,
  yelpSets,
} from './training.ts';

/** Every so manieth user is judged with each subset. */
const USER_STEP = 3;

/**
 * One network, served users who have only a subset of the modalities: fused, it should be worth no
 * less than the best single modality of the subset.
 */
export async function evaluateMissing(
  data: YelpData,
  histories: ReadonlyMap<string, UserHistory>,
  options: RunOptions,
): Promise<SuiteResult> {
  const [seed] = options.seeds ?? [1];
  const report = options.onProgress ?? (() => undefined);
  const { network, backend } = await train(data, [...histories.values()], seed, options);
  const subsets = subsetsOf(modalitiesOf(options));
  report('Fitting experts for serving');
  const reader = yelpReader(data, histories.values(), seed);
  report(`Ranking with each of ${subsets.length} subsets of modalities`);
  const users = data.users.filter((_, place) => place % USER_STEP === 0);
  const scorer = scorerOf(network);
  const judged = judge(
    reader,
    users,
    histories,
    subsets.map((modalities) => ({ scorer, modalities })),
  );
  const figures: Record<string, number> = {};
  const singles = judged.filter((_, index) => subsets[index].length === 1);
  let worst = 0;
  judged.forEach((result, index) => {
    const subset = subsets[index];
    const name = `yelp_${subset.join('_')}`;
    figures[`${name}_ndcg@20`] = mean(result.scores.ndcg);
    if (subset.length === 1) return;
    const best = bestOf(
      singles.filter((_, single) => subset.includes(modalitiesOf(options)[single])),
    );
    const gain = relativeGain(result, best);
    Object.assign(figures, {
      [`${name}_gain`]: gain.gain,
      [`${name}_gain_low`]: gain.low,
      [`${name}_gain_high`]: gain.high,
    });
    worst = Math.min(worst, gain.low);
  });
  return {
    figures: { ...figures, worst_gain_low: worst },
    spread: {},
    baselines: {},
    settings: { prepare: PREPARE, fit: FIT, users: users.length, weights: [weightsOf(network)] },
    seeds: [seed],
    backend,
  };
}

async function train(
  data: YelpData,
  users: readonly UserHistory[],
  seed: number,
  options: RunOptions,
) {
  const sets = await yelpSets(data, users, seed, options);
  return trainNetwork([...sets.known, ...sets.newUsers], seed, 'fusion', options);
}

/** All subsets but the empty one, single modalities first and in the given order. */
function subsetsOf(names: readonly string[]): string[][] {
  const masks = Array.from({ length: 2 ** names.length - 1 }, (_, index) => index + 1);
  return masks
    .map((mask) => names.filter((_, place) => mask & (1 << place)))
    .sort((left, right) => left.length - right.length);
}

function bestOf(results: readonly Judged[]): Judged {
  return results.reduce((best, result) =>
    mean(result.scores.ndcg) > mean(best.scores.ndcg) ? result : best,
  );
}

/** The gain in NDCG over another, as a share of the other's, with its 95% interval. */
function relativeGain(left: Judged, right: Judged): { gain: number; low: number; high: number } {
  const base = mean(right.scores.ndcg) || 1;
  const interval = pairedBootstrap(left.scores.ndcg, right.scores.ndcg, { seed: 1 });
  return {
    gain: interval.difference / base,
    low: interval.low / base,
    high: interval.high / base,
  };
}
