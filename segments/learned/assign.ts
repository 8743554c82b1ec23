import { encodeLatent } from './latent-encoder.ts';
import type { LearnedGrouping } from './learned-definition.ts';
import { type ProfileInput, standardise } from './profile-columns.ts';
import { squaredDistance } from './vectors.ts';

/** Where a user falls in a grouping. */
export interface Assignment {
  readonly group: number;
  /** [groups], squared distances to the centres in the latent space. */
  readonly distances: readonly number[];
  /** [groups], how likely each group is under equal spherical Gaussians; they sum to 1. */
  readonly confidences: readonly number[];
  /**
   * [groups], squared distance to the nearest other centre less that to the own one: above zero for
   * the group that the user is in, below zero for every other.
   */
  readonly margins: readonly number[];
}

/** Assigns a profile to a group, known or new user alike, without a refit. */
export function assign(grouping: LearnedGrouping, profile: ProfileInput): Assignment {
  return assignRow(grouping, standardise(grouping.columns, profile));
}

/** The same for a profile that is standardised already, [columns]. */
export function assignRow(grouping: LearnedGrouping, row: Float32Array): Assignment {
  const latent = encodeLatent(grouping.encoder, row);
  const distances = grouping.centres.map((centre) => squaredDistance(centre, latent));
  const nearest = Math.min(...distances);
  const scale = Math.max(grouping.spread, 1e-9) / Math.max(1, latent.length);
  const likelihoods = distances.map((distance) => Math.exp((nearest - distance) / (2 * scale)));
  const total = likelihoods.reduce((sum, value) => sum + value, 0);
  return {
    group: distances.indexOf(nearest),
    distances,
    confidences: likelihoods.map((value) => value / total),
    margins: distances.map((own, group) => {
      const others = distances.filter((_, other) => other !== group);
      return others.length === 0 ? 0 : Math.min(...others) - own;
    }),
  };
}
