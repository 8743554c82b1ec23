import type { PrepareSettings, VoiceRule } from '../../../fusion/index.ts';
import type { Shop } from '../../shops.ts';
import type { Figures } from '../../suite.ts';

/** What subsets of the modalities come to in one shop, and under which settings. */
export interface Judgement {
  readonly figures: Figures;
  readonly settings: unknown;
  readonly backend: string;
}

/** A shop whose users are served as of an instant and judged by what they turn to after it. */
export interface ShopInTime extends Shop {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly cut: number;
  readonly until: number;
  /** Modalities whose events name what is to be found, in training as in the judgement; null for all. */
  readonly targets: readonly string[] | null;
  /** Which modalities rank, where not all that do no harm. */
  readonly voices?: VoiceRule;
  /** How training and validation are laid through time, where not as by default. */
  readonly stages?: PrepareSettings['stages'];
}
