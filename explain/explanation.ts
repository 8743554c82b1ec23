import type { Json, Verdict } from '../store/index.ts';
import type { Faithfulness } from './attribution/faithfulness.ts';

/** One reason with its share; factors and residual sum to score - baseline. */
export interface Factor {
  /** Null where it belongs to no modality (traits, the clock, other segments). */
  readonly modality: string | null;
  readonly feature: string;
  /** The same for people to read. */
  readonly label: string;
  /** Above zero speaks for membership. */
  readonly value: number;
  /** Ids of the weightiest events behind it. */
  readonly evidence: readonly string[];
}

/** An event with its part in the answer, before it is looked up. */
export interface RankedEvent {
  readonly eventId: string;
  /** Signed: how much of the score rests on it. */
  readonly share: number;
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
  /** The verdict with the change, as the evaluator or the model gave it. */
  readonly verdict: Verdict;
  readonly verified: boolean;
  /** How many different things would change. */
  readonly changes: number;
  /** How many further events that takes; 0 where nothing but time has to go by. */
  readonly events: number;
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

/** What every explanation says, whatever it is about. */
export interface ExplanationBody {
  readonly verdict: Verdict;
  readonly sentence: string;
  /**
   * Rules: 1, 1/2 (unknown) or 0. Learned: the margin in the latent space. Predictive, lookalike: log-odds.
   * Read-outs: log-odds, or what the head learned. Null where unknown.
   */
  readonly score: number | null;
  readonly baseline: number | null;
  /** What the baseline is, in words. */
  readonly baselineMeaning: string;
  readonly factors: readonly Factor[];
  /** score - baseline - the factors. */
  readonly residual: number | null;
  /** What removing the weightiest events does; null where there is no score. */
  readonly faithfulness: Faithfulness | null;
  /** The weightiest for the verdict first, those against it last. */
  readonly evidence: readonly EvidenceEvent[];
  /** How many events the evidence has in all. */
  readonly evidenceCount: number;
  readonly whyNot: readonly UnmetCondition[] | null;
  readonly counterfactuals: readonly Counterfactual[];
  /** Says that no change within reach would do, or why none could be tried out; null where one would. */
  readonly outOfReach: string | null;
  readonly asOf: number;
  readonly modelId: string | null;
  readonly freshness: ExplanationFreshness;
}

/** Why a user is in a segment, or is not. */
export interface Explanation extends ExplanationBody {
  readonly segmentVersion: number;
}

/** The part of an explanation that what it is about decides; what takes long comes when it is asked for. */
export interface Explained
  extends Pick<
    ExplanationBody,
    | 'verdict'
    | 'sentence'
    | 'score'
    | 'baseline'
    | 'baselineMeaning'
    | 'factors'
    | 'residual'
    | 'faithfulness'
    | 'whyNot'
  > {
  readonly evidence: readonly RankedEvent[];
  readonly findCounterfactuals: () => Promise<readonly Counterfactual[]>;
}

/** score - baseline - Σ factors; null without a score. */
export function residualOf(
  score: number | null,
  baseline: number | null,
  factors: readonly Factor[],
): number | null {
  if (score === null || baseline === null) return null;
  return score - baseline - factors.reduce((sum, { value }) => sum + value, 0);
}
