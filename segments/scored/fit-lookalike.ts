import { fitLikeness, profileRow, RandomSource } from '../../fusion/index.ts';
import type { FittedScore } from './fitted-score.ts';
import { NotLearnableError } from './not-learnable-error.ts';
import type { ShopKnowledge } from './shop-knowledge.ts';

/** Of fewer users nothing can be said that would hold for others. */
export const FEWEST_SEEDS = 20;
/** So many others stand for everybody; more make it slower and hardly better. */
const MOST_OTHERS = 20_000;
const SEED = 1;

/**
 * Learns what seeds have in common on the profiles of everybody.
 * @param seedIds canonical ids of users
 * @throws {NotLearnableError} for fewer than 20 seeds with a profile, or fewer than 20 others
 */
export function fitLookalike(seedIds: readonly string[], shop: ShopKnowledge): FittedScore {
  const wanted = new Set(seedIds);
  const seeds = shop.profiled.filter(({ userId }) => wanted.has(userId));
  if (seeds.length < FEWEST_SEEDS) {
    throw new NotLearnableError(
      `It takes ${FEWEST_SEEDS} seeds with a profile to learn whom others resemble, there are ${seeds.length}. Give more users, or a larger segment.`,
    );
  }
  const others = shop.profiled.filter(({ userId }) => !wanted.has(userId));
  if (others.length < FEWEST_SEEDS) {
    throw new NotLearnableError(
      `Nearly everybody is a seed: only ${others.length} others have a profile. Give fewer users.`,
    );
  }
  const some =
    others.length <= MOST_OTHERS
      ? others
      : RandomSource.fromSeed(SEED).shuffle(others).slice(0, MOST_OTHERS);
  const { network } = shop.model.fusion;
  const rows = [...seeds, ...some].flatMap(({ profile, profileAsOf, history }) =>
    profile === null || profileAsOf === null
      ? []
      : [profileRow(network.schema.modalities, profile, history, profileAsOf)],
  );
  const given = Float32Array.from(rows, (_, at) => (at < seeds.length ? 1 : 0));
  const { output, validation, heldOut } = fitLikeness(network, rows, given, SEED);
  return {
    output,
    outcomes: {
      ...{ validation, heldOut, probable: false },
      held: { on: 'HIDDEN_USERS', from: null, until: null },
    },
    seedIds: seeds.map(({ userId }) => userId),
    seedsGone: 0,
  };
}
