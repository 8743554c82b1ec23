import { mean, pairedBootstrap } from '../../metrics/index.ts';
import type { Figures } from '../../suite.ts';

/** What one subset of the modalities comes to, user by user. */
export interface SubsetScores {
  readonly modalities: readonly string[];
  readonly ndcg: readonly number[];
}

/** All subsets but the empty one, single modalities first and in the given order. */
export function subsetsOf(names: readonly string[]): string[][] {
  const masks = Array.from({ length: 2 ** names.length - 1 }, (_, index) => index + 1);
  return masks
    .map((mask) => names.filter((_, place) => mask & (1 << place)))
    .sort((left, right) => left.length - right.length);
}

/**
 * What each subset is worth, and its gain over the best single modality in it, as a share of that.
 * @param results of all subsets, over the same users
 */
export function subsetFigures(shop: string, results: readonly SubsetScores[]): Figures {
  const figures: Record<string, number> = {};
  const singles = results.filter(({ modalities }) => modalities.length === 1);
  for (const { modalities, ndcg } of results) {
    const name = `${shop}_${modalities.join('_')}`;
    figures[`${name}_ndcg@20`] = mean(ndcg);
    if (modalities.length === 1) continue;
    const best = singles
      .filter((single) => modalities.includes(single.modalities[0]))
      .reduce((most, single) => (mean(single.ndcg) > mean(most.ndcg) ? single : most));
    const base = mean(best.ndcg) || 1;
    const { difference, low, high } = pairedBootstrap(ndcg, best.ndcg, { seed: 1 });
    figures[`${name}_gain`] = difference / base;
    figures[`${name}_gain_low`] = low / base;
    figures[`${name}_gain_high`] = high / base;
  }
  return figures;
}

/** The least lower end of all gains. */
export function worstGain(figures: Figures): number {
  const lows = Object.entries(figures).filter(([name]) => name.endsWith('_gain_low'));
  return Math.min(0, ...lows.map(([, low]) => low));
}
