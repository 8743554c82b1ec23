import { findCommunities } from './clustering/find-communities.ts';
import { type FoundGroups, findGroups } from './clustering/find-groups.ts';
import { comparablePoints } from './comparable-points.ts';

/** Groups that come back less than this on other users may be none. */
export const WEAK = 0.6;

/**
 * Finds groups of rows in two ways and takes those that come back better on other rows: mixtures of
 * Gaussians, which keep whole what has no inside structure, in the latent space; and communities, which
 * part what hangs together by a thread, among the points of two maps. A number that is given is the
 * mixtures', and where theirs are weak, communities would cut a continuum.
 * @param latents [users][latent], the latent vector of each
 * @param rows [users][columns]
 * @param counts the numbers of groups to try, ascending
 */
export function findConnected(
  latents: readonly Float32Array[],
  rows: readonly Float32Array[],
  counts: readonly number[],
  seed: number,
): FoundGroups {
  const mixtures = findGroups(latents, counts, seed);
  if (counts.length === 1 || mixtures.stability < WEAK) return mixtures;
  const communities = findCommunities(comparablePoints(latents, rows), counts, seed);
  if (communities === null || communities.stability <= mixtures.stability) return mixtures;
  return { ...communities, qualities: mixtures.qualities };
}
