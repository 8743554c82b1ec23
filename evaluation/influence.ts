import {
  type CandidateInput,
  COMMON,
  type EncodedUser,
  type FusionNetwork,
  type UserInput,
} from '../fusion/model/index.ts';
import type { Figures } from './suite.ts';

/**
 * How much each modality moves a user's candidates apart: the deviation of its parts of the scores,
 * as a share of all modalities'. The parts are those that explanations show.
 * @returns shares by modality, what belongs to none under `common`; they sum to 1
 */
export function influenceShares(
  network: FusionNetwork,
  user: EncodedUser,
  candidates: CandidateInput,
): Map<string, number> {
  const values = new Map<string, number[]>();
  for (let row = 0; row < candidates.items.length; row += 1) {
    for (const { modality, value } of network.parts(user, candidates, row)) {
      const name = modality ?? COMMON;
      const own = values.get(name);
      if (own) own.push(value);
      else values.set(name, [value]);
    }
  }
  const deviations = [...values].map(([name, own]) => [name, deviation(own)] as const);
  const total = deviations.reduce((sum, [, value]) => sum + value, 0) || 1;
  return new Map(deviations.map(([name, value]) => [name, value / total]));
}

/** Mean shares over users, as figures `influence_<modality>`. */
export function meanInfluence(
  network: FusionNetwork,
  users: readonly { readonly input: UserInput; readonly candidates: CandidateInput }[],
): Figures {
  const sums: Record<string, number> = {};
  for (const { input, candidates } of users) {
    for (const [modality, share] of influenceShares(network, network.encode(input), candidates)) {
      const name = `influence_${modality}`;
      sums[name] = (sums[name] ?? 0) + share / users.length;
    }
  }
  return sums;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(square / values.length);
}
