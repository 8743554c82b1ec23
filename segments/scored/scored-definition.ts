import type { ServedOutput } from '../../fusion/index.ts';
import type { Json } from '../../store/index.ts';
import type { Measured } from './measure.ts';
import type { ScoredAsk } from './scored-ask.ts';

/** What a predictive or lookalike segment is: enough to judge anybody by it without a refit. */
export interface ScoredDefinition {
  readonly format: 1;
  /** As it was asked for; seeds by their user ids. */
  readonly ask: ScoredAsk;
  /** What the score reads, by modality, in the order in which it does. */
  readonly schema: readonly { readonly name: string; readonly featureNames: readonly string[] }[];
  /** The score and how it becomes a value; null where the value is a read-out of the model. */
  readonly output: ServedOutput | null;
  /** Who has this value or a higher one is in. */
  readonly threshold: number;
  /** Who a lookalike segment was learned from, as the ids were then. */
  readonly seedIds: readonly string[];
  /** How many seeds that were given are nobody any more. */
  readonly seedsGone: number;
  /** How it did on what it had not seen; null where nothing could be measured. */
  readonly measured: Measured | null;
  /** Why nothing could be measured. */
  readonly unmeasured: 'READ_OUT_WITHOUT_LATER_TIME' | null;
}

/** A definition as JSON: it is plain data. */
export function scoredToJson(definition: ScoredDefinition): Json {
  return definition as unknown as Json;
}

/** A predictive or lookalike segment of a format that this program does not read. */
export class ScoredDefinitionError extends Error {
  override readonly name = 'ScoredDefinitionError';

  constructor() {
    super(
      'The definition of a predictive or lookalike segment cannot be read. Make it anew with: portrait segments renew.',
    );
  }
}

/** @throws {ScoredDefinitionError} for another format */
export function scoredFromJson(json: Json): ScoredDefinition {
  const definition = json as unknown as ScoredDefinition;
  if (definition?.format !== 1) throw new ScoredDefinitionError();
  return definition;
}
