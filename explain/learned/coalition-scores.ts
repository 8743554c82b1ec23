import type { UserHistory } from '../../fusion/index.ts';
import { assign, type LearnedDefinition, type ProfileInput } from '../../segments/index.ts';
import { MAXIMUM_PLAYERS } from '../shapley.ts';

/** Encodes histories as of one fixed instant, with all modalities or with only some. */
export type EncodeProfiles = (
  histories: readonly UserHistory[],
  modalities?: readonly string[],
) => Promise<readonly ProfileInput[]>;

/** The margin by which a profile belongs to a segment: above zero for the one it is in. */
export function marginOf({ grouping, group }: LearnedDefinition, profile: ProfileInput): number {
  return assign(grouping, profile).margins[group];
}

/** The profile of every coalition of a user's modalities. */
export interface Coalitions {
  readonly players: readonly string[];
  /** [2^players]; bit i of the index says that player i is in. */
  readonly profiles: readonly ProfileInput[];
}

/** Encodes a user once for every coalition of the modalities that the user has. */
export async function encodeCoalitions(
  history: UserHistory,
  profile: ProfileInput,
  encode: EncodeProfiles,
): Promise<Coalitions> {
  const players = profile.modalities.filter(({ present }) => present).map(({ name }) => name);
  if (players.length > MAXIMUM_PLAYERS) {
    throw new RangeError(`At most ${MAXIMUM_PLAYERS} modalities can be explained exactly.`);
  }
  const profiles: ProfileInput[] = [];
  for (let coalition = 0; coalition < 1 << players.length; coalition += 1) {
    const members = players.filter((_, player) => (coalition >> player) & 1);
    const [encoded] = await encode([history], members);
    profiles.push(encoded);
  }
  return { players, profiles };
}
