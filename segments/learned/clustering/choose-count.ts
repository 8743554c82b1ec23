import type { RandomSource } from '../../../fusion/index.ts';
import type { EmbeddedPoints } from './embed-points.ts';
import { type GaussianMixture, gaussianMixture } from './gaussian-mixture.ts';
import { modularity } from './modularity.ts';

/** How well a number of groups fits. */
export interface CountQuality {
  readonly count: number;
  /** Bayesian information criterion of Gaussians with full covariances; smaller is better. */
  readonly bic: number;
  /** Modularity of the groups in the graph of shared neighbours, at the resolution of the choice. */
  readonly modularity: number;
}

export interface ChosenCount {
  readonly count: number;
  /** [points] */
  readonly assignment: Int32Array;
  readonly qualities: readonly CountQuality[];
}

/** A further group has to add a third of what one without any tie to the others would. */
const RESOLUTION = 1 / 3;
/** Counts whose modularity differs by less are equals, and the smaller one is simpler. */
const ALIKE = 1e-3;
const STARTS = 4;

/**
 * Chooses the number of groups without labels. Mixtures of Gaussians give the groups; the graph that
 * the embedding was made of, which the mixture has not seen, says how many of them are real: by the
 * likelihood alone (BIC) ever more components fit the embedding's own shapes, and groups that come
 * back on other points (stability) may be several in one. Of several starts, too, the graph takes the
 * groups that it ties together best.
 * @param counts the numbers of groups to try, ascending, each at most a third of the points
 */
export function chooseCount(
  embedded: EmbeddedPoints,
  counts: readonly number[],
  random: RandomSource,
): ChosenCount {
  const fits = counts.map((count) => {
    const { mixture, score } = bestOf(embedded, count, random);
    return { count, mixture, score };
  });
  const most = Math.max(...fits.map(({ score }) => score));
  const { count, mixture } = fits.find(({ score }) => score >= most - ALIKE)!;
  const qualities = fits.map((fit) => ({
    count: fit.count,
    bic: fit.mixture.bic,
    modularity: fit.score,
  }));
  return { count, assignment: mixture.assignment, qualities };
}

function bestOf(
  { graph, embedding }: EmbeddedPoints,
  count: number,
  random: RandomSource,
): { readonly mixture: GaussianMixture; readonly score: number } {
  const starts = Array.from({ length: STARTS }, () => {
    const mixture = gaussianMixture(embedding, count, random, 1);
    return { mixture, score: modularity(graph, mixture.assignment, RESOLUTION) };
  });
  return starts.reduce((best, start) => (start.score > best.score ? start : best));
}
