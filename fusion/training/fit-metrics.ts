import type { Voice } from '../model/index.ts';
import type { BackendKind } from '../tensor/index.ts';
import type { LossValues } from './training-step.ts';

export interface EpochMetrics {
  /** 0 is before training. */
  readonly epoch: number;
  /** Mean over the epoch's steps, with dropout; null before training. */
  readonly train: LossValues | null;
  /** Null without validation rows. */
  readonly validation: LossValues | null;
  /** On validation rows, among their candidates; null without such rows. */
  readonly ndcgAt20: number | null;
  readonly recallAt20: number | null;
}

export interface FitMetrics {
  readonly backend: BackendKind;
  readonly rows: { readonly train: number; readonly validation: number };
  readonly parameters: number;
  readonly curve: readonly EpochMetrics[];
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  /** Sets of modalities of which not all rank. */
  readonly voices: readonly Voice[];
  /** On validation rows with several modalities, ranked by who is heard; null where too few said anything. */
  readonly heardNdcgAt20: number | null;
  /** Why voices were not chosen, where there were users enough to ask. */
  readonly voicesProblem?: string;
}
