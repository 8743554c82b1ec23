import type { Outcomes, ServedOutput } from '../../fusion/index.ts';
import type { Measured } from './measure.ts';

/** A score before its threshold is chosen. */
export interface FittedScore {
  /** Null where the value is a read-out of the model. */
  readonly output: ServedOutput | null;
  /** Null where nothing was held back. */
  readonly outcomes: {
    readonly validation: Outcomes;
    readonly heldOut: Outcomes;
    readonly held: Pick<Measured, 'on' | 'from' | 'until'>;
    /** Whether values are probabilities of what the labels say. */
    readonly probable: boolean;
  } | null;
  readonly seedIds: readonly string[];
  readonly seedsGone: number;
}
