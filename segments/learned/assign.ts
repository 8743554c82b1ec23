import { encoderInput } from './encoder-input.ts';
import { encodeLatent } from './latent-encoder.ts';
import type { LearnedGrouping } from './learned-definition.ts';
import type { ProfileInput } from './profile-columns.ts';
import { headScores, softmax } from './softmax-head.ts';

/** Where a user falls in a grouping. */
export interface Assignment {
  readonly group: number;
  /** [groups], how likely each group is; they sum to 1. */
  readonly confidences: readonly number[];
  /**
   * [groups], the logarithm of how much likelier a group is than the likeliest other one: above zero
   * for the group that the user is in, below zero for every other.
   */
  readonly margins: readonly number[];
}

/** Assigns a profile to a group, known or new user alike, without a refit. */
export function assign(grouping: LearnedGrouping, profile: ProfileInput): Assignment {
  return assignInput(grouping, encoderInput(grouping.columns, profile));
}

/** Assigns what `encoderInput` made of a profile, [columns]. */
export function assignInput(grouping: LearnedGrouping, input: Float32Array): Assignment {
  const scores = scoresOf(grouping, input);
  return {
    group: scores.indexOf(Math.max(...scores)),
    confidences: softmax(scores),
    margins: scores.map((_, group) => marginOf(scores, group)),
  };
}

/** The margin of one group alone, as `assignInput` gives it: what explanations ask for many times. */
export function marginOfInput(
  grouping: LearnedGrouping,
  input: Float32Array,
  group: number,
): number {
  return marginOf(scoresOf(grouping, input), group);
}

function scoresOf({ encoder, head }: LearnedGrouping, input: Float32Array): number[] {
  return headScores(head, encoder === null ? input : encodeLatent(encoder, input));
}

function marginOf(scores: readonly number[], group: number): number {
  if (scores.length === 1) return 0;
  let greatest = Number.NEGATIVE_INFINITY;
  scores.forEach((score, other) => {
    if (other !== group && score > greatest) greatest = score;
  });
  return scores[group] - greatest;
}
