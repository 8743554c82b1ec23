import type { EvidenceEvent, ExplanationBody, RankedEvent } from './explanation.ts';

/** Why the model reads a value out of a user. */
export interface ReadOutExplanation extends ExplanationBody {
  readonly readOut: string;
  /** As the profile shows it. */
  readonly value: number;
  readonly atLeast: number;
}

/** An explanation whose evidence has yet to be looked up and whose counterfactuals have yet to be found. */
export type Open<Whole extends ExplanationBody> = Omit<
  Whole,
  'evidence' | 'counterfactuals' | 'outOfReach'
> & {
  readonly userId: string;
  /** All of the evidence, in order. */
  readonly ranked: readonly RankedEvent[];
  /** Looks some of it up. */
  describe(ranked: readonly RankedEvent[]): Promise<readonly EvidenceEvent[]>;
  /** Tries changes out on the model: by far what takes longest. */
  change(): Promise<Pick<ExplanationBody, 'counterfactuals' | 'outOfReach'>>;
};
