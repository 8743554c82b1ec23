import type { Item } from '../data/item.ts';
import {
  bytesToJson,
  type FusionNetwork,
  jsonToBytes,
  ModelFormatError,
  networkFromParts,
  networkToParts,
} from '../model/index.ts';
import type { ItemContent } from './item-likeness.ts';

const ORIGIN = 'transfer/origin.json';
const FORMAT_VERSION = 1;

/** A trained network that another model's training starts from, and what its items are. */
export interface Origin {
  /** Of the model that it comes from. */
  readonly modelId: string;
  readonly network: FusionNetwork;
  readonly items: ItemContent;
}

/**
 * What of a model may leave its shop: the network, which is of all users together, and its items'
 * categories. No experts, which keep rows of single users, and no ids.
 */
export function originToParts({ modelId, network, items }: Origin): Map<string, Uint8Array> {
  const { categories } = items;
  const origin = { formatVersion: FORMAT_VERSION, modelId, categories };
  return new Map([...networkToParts(network), [ORIGIN, jsonToBytes(origin)]]);
}

/** @throws {ModelFormatError} where the parts are of another format, absent or damaged */
export function originFromParts(parts: ReadonlyMap<string, Uint8Array>): Origin {
  const network = networkFromParts(parts);
  const { formatVersion, modelId, categories } = bytesToJson(parts, ORIGIN) as {
    readonly formatVersion: number;
    readonly modelId: string;
    readonly categories: ItemContent['categories'];
  };
  if (formatVersion !== FORMAT_VERSION || categories.length !== network.schema.itemCount) {
    throw new ModelFormatError(
      'The exported model is of another version of the program, or damaged. Export it anew: portrait model export.',
    );
  }
  return { modelId, network, items: { ids: null, categories } };
}

/** @param items of the shop, in any order; one that the model does not name is left out */
export function contentOf(itemIds: readonly string[], items: readonly Item[]): ItemContent {
  const known = new Map(items.map(({ id, categories }) => [id, categories]));
  return { ids: itemIds, categories: itemIds.map((id) => known.get(id) ?? []) };
}
