import { eventEffects } from '../../../explain/attribution/event-effects.ts';
import { marginScore } from '../../../explain/learned/margin-score.ts';
import { FeatureReader, type FusionModel, RandomSource } from '../../../fusion/index.ts';
import { FusionNetwork, initialWeights } from '../../../fusion/model/index.ts';
import type { LearnedGrouping } from '../../../segments/index.ts';
import { spearman } from '../../metrics/index.ts';
import type { ScoredUser } from './scored-user.ts';

/** So many untrained models are compared with the trained one. */
const MODELS = 5;

/** How shares of events under untrained models go with those under the trained one. */
export interface RandomWeightsResult {
  /** Mean rank correlation over users and models; near zero where shares depend on what was learned. */
  readonly rho: number;
  /** Mean of its size, which chance alone keeps above zero. */
  readonly size: number;
}

/**
 * The parameter randomisation test (Adebayo et al. 2018): network, autoencoder and group scores are
 * given random weights of the same shapes, and the same users are explained again.
 */
export function compareWithRandomWeights(
  model: FusionModel,
  grouping: LearnedGrouping,
  users: readonly ScoredUser[],
): RandomWeightsResult {
  const correlations: number[] = [];
  for (let seed = 1; seed <= MODELS; seed += 1) {
    const random = RandomSource.fromSeed(seed);
    const { schema, settings } = model.network.content;
    const weights = initialWeights(schema, settings, random);
    const network = new FusionNetwork({ ...model.network.content, weights });
    const untrained = randomised(grouping, random);
    for (const { history, asOf, group, score, aboutOf } of users) {
      const reader = new FeatureReader(network, model.reader, asOf);
      const other = marginScore(reader, { grouping: untrained, group });
      const shares = (of: typeof score) =>
        new Map(
          eventEffects(of, history, aboutOf, true).map(({ eventId, effect }) => [eventId, effect]),
        );
      const [own, theirs] = [shares(score), shares(other)];
      const ids = [...own.keys()];
      const rho = spearman(
        ids.map((id) => own.get(id)!),
        ids.map((id) => theirs.get(id)!),
      );
      if (Number.isFinite(rho)) correlations.push(rho);
    }
  }
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return { rho: mean(correlations), size: mean(correlations.map(Math.abs)) };
}

/** The same grouping with weights as spread out as they are, and nothing learned in them. */
function randomised(grouping: LearnedGrouping, random: RandomSource): LearnedGrouping {
  const drawn = (values: Float32Array): Float32Array => {
    const square = values.reduce((sum, value) => sum + value ** 2, 0);
    const deviation = Math.sqrt(square / values.length);
    return values.map(() => deviation * random.normal());
  };
  const layer = ({ kernel, bias }: { kernel: Float32Array; bias: Float32Array }) => ({
    kernel: drawn(kernel),
    bias: drawn(bias),
  });
  const { columns, encoder, head } = grouping;
  return {
    columns,
    encoder: encoder && { hidden: layer(encoder.hidden), latent: layer(encoder.latent) },
    head: layer(head),
  };
}
