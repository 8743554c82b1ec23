import { thresholdForPrecision, thresholdForSize } from './choose-threshold.ts';
import type { FittedScore } from './fitted-score.ts';
import { scoredValue } from './judge-scored.ts';
import { leftOutFor } from './left-out.ts';
import { measure } from './measure.ts';
import { NotLearnableError } from './not-learnable-error.ts';
import type { ScoredAsk } from './scored-ask.ts';
import type { ScoredDefinition } from './scored-definition.ts';
import type { ShopKnowledge } from './shop-knowledge.ts';

/**
 * Chooses the threshold that is asked for and measures what comes of it on what was held back.
 * @throws {NotLearnableError} where no threshold does what is asked
 */
export function defineScored(
  ask: ScoredAsk,
  fitted: FittedScore,
  shop: ShopKnowledge,
): ScoredDefinition {
  const { output, outcomes, seedIds, seedsGone } = fitted;
  const schema = shop.model.fusion.network.schema.modalities.map(({ name, featureNames }) => ({
    ...{ name, featureNames },
  }));
  const open = { format: 1 as const, ask, schema, output, seedIds, seedsGone, threshold: 1 };
  const unmeasured = outcomes === null ? ('READ_OUT_WITHOUT_LATER_TIME' as const) : null;
  const threshold = thresholdOf({ ...open, measured: null, unmeasured }, fitted, shop);
  const measured =
    outcomes === null
      ? null
      : measure(outcomes.heldOut, threshold, outcomes.held, outcomes.probable);
  return { ...open, threshold, measured, unmeasured };
}

function thresholdOf(
  definition: ScoredDefinition,
  { outcomes }: FittedScore,
  { profiled }: ShopKnowledge,
): number {
  const { score, size, precision } = definition.ask.threshold;
  if (score !== undefined) return score;
  if (precision !== undefined) {
    if (outcomes === null) {
      throw new NotLearnableError(
        'This read-out was never tried on later time, so no threshold can be chosen by its precision. Use `lapses` or `buys` instead of `head`, or choose a threshold by score or size.',
      );
    }
    const { threshold, reachable } = thresholdForPrecision(outcomes.validation, precision);
    if (threshold !== null) return threshold;
    throw new NotLearnableError(
      `A precision of ${precision} cannot be reached: the highest there is for 20 users or more is ${Math.floor(reachable * 1000) / 1000}. Ask for less, or choose a threshold by score or size.`,
    );
  }
  const values = profiled.flatMap((user) => {
    const value = leftOutFor(definition, user) === null ? scoredValue(definition, user) : null;
    return value === null ? [] : [value];
  });
  const wanted = size ?? 0;
  if (values.length < wanted) {
    throw new NotLearnableError(
      `There are only ${values.length} users to choose ${wanted} from. Ask for fewer.`,
    );
  }
  const threshold = thresholdForSize(values, wanted);
  if (threshold !== null) return threshold;
  const alike = values.filter((value) => value === Math.max(...values)).length;
  throw new NotLearnableError(
    `No threshold takes ${wanted} of ${values.length} users: ${alike} share the highest value, nothing tells them apart.`,
  );
}
