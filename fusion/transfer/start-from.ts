import type { InputSchema, NetworkSettings, NetworkWeights } from '../model/index.ts';
import { transferWeights } from '../model/index.ts';
import { type ItemContent, itemLikeness } from './item-likeness.ts';
import type { Origin } from './origin.ts';

/** A model that training cannot start from. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}

/** What a shop's training starts from. */
export interface TransferTarget {
  readonly schema: InputSchema;
  readonly settings: NetworkSettings;
  /** In the order of the schema's item index. */
  readonly items: ItemContent;
  readonly seed: number;
}

/**
 * Starting weights out of another network, see `transferWeights`.
 * @throws {TransferError} where the networks are of different sizes
 */
export function startFrom(
  { network, items: theirs }: Origin,
  { schema, settings, items, seed }: TransferTarget,
): NetworkWeights {
  const other = network.content.settings;
  const names = Object.keys(settings) as (keyof NetworkSettings)[];
  const differing = names.filter((name) => settings[name] !== other[name]);
  if (differing.length > 0) {
    const set = differing.map((name) => `${name}: ${other[name]}`).join(', ');
    throw new TransferError(
      `The model to start from has a network of another size. Train one like it, with training.fit.network { ${set} } in portrait.yaml, or start from another model.`,
    );
  }
  return transferWeights(network.content, schema, itemLikeness(items, theirs), seed);
}
