import type { Json, Verdict } from '../store/index.ts';

/** One reason with its share; factors and residual sum to score - baseline. */
export interface Factor {
  /** Null where it belongs to no modality (traits, the clock, other segments). */
  readonly modality: string | null;
  readonly feature: string;
  /** The same for people to read. */
  readonly label: string;
  /** Above zero speaks for membership. */
  readonly value: number;
  /** Ids of the events behind it. */
  readonly evidence: readonly string[];
}

/** An event that an explanation rests on. */
export interface EvidenceEvent {
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly modality: string;
  /** What the user did, for people to read. */
  readonly sentence: string;
  /** Signed part of the score that rests on it. */
  readonly share: number;
}

/** A condition that keeps the user out. */
export interface UnmetCondition {
  /** Where it stands in the rule. */
  readonly path: string;
  readonly sentence: string;
  readonly actual: Json;
  readonly wanted: Json;
  /** How far away, in the condition's own unit; null where there is no scale. */
  readonly distance: number | null;
}

/** A change with which the verdict would be another one. */
export interface Counterfactual {
  readonly sentence: string;
  /** The verdict with the change, as the evaluator gave it. */
  readonly verdict: Verdict;
  readonly verified: boolean;
}

/** How current what was explained is. */
export interface ExplanationFreshness {
  /** When membership was decided; null where it has not been. */
  readonly decidedAt: number | null;
  /** The greatest event sequence that was read. */
  readonly throughSequence: number;
  /** Whether what is stored rests on another segment version or model, or has outlived its validity. */
  readonly stale: boolean;
}

/** Why a user is in a segment, or is not. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly sentence: string;
  /** Rules: 1, 1/2 (unknown) or 0. Learned: the margin in the latent space. Null where unknown. */
  readonly score: number | null;
  readonly baseline: number | null;
  /** What the baseline is, in words. */
  readonly baselineMeaning: string;
  readonly factors: readonly Factor[];
  /** score - baseline - the factors. */
  readonly residual: number | null;
  readonly evidence: readonly EvidenceEvent[];
  readonly whyNot: readonly UnmetCondition[] | null;
  readonly counterfactuals: readonly Counterfactual[];
  readonly asOf: number;
  readonly modelId: string | null;
  readonly segmentVersion: number;
  readonly freshness: ExplanationFreshness;
}

/** The part of an explanation that the kind of segment decides. */
export type Explained = Omit<Explanation, 'asOf' | 'modelId' | 'segmentVersion' | 'freshness'>;

/** score - baseline - Σ factors; null without a score. */
export function residualOf(
  score: number | null,
  baseline: number | null,
  factors: readonly Factor[],
): number | null {
  if (score === null || baseline === null) return null;
  return score - baseline - factors.reduce((sum, { value }) => sum + value, 0);
}
