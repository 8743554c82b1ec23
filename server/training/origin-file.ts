import { readFile, writeFile } from 'node:fs/promises';
import {
  contentOf,
  type FusionModel,
  ModelFormatError,
  type Origin,
  originFromParts,
  originToParts,
  TransferError,
} from '../../fusion/index.ts';
import type { Store } from '../../store/index.ts';
import { partsFromBytes, partsToBytes } from './parts-bytes.ts';

/** A model of this shop to start from: its items are the same by their ids. */
export async function originOf(model: FusionModel, store: Store): Promise<Origin> {
  const { id: modelId, network, reader } = model;
  const items = [];
  for await (const page of store.items.all()) items.push(...page);
  return { modelId, network, items: contentOf(reader.itemIds, items) };
}

/**
 * Writes what of a model may leave its shop, see `originToParts`.
 * @throws {TransferError} where the file cannot be written
 */
export async function writeOrigin(file: string, origin: Origin): Promise<void> {
  try {
    await writeFile(file, partsToBytes(originToParts(origin)));
  } catch (cause) {
    throw new TransferError(
      `${file} cannot be written (${(cause as NodeJS.ErrnoException).code}). Give the path of a file in a folder that is there and that this user may write to.`,
      { cause },
    );
  }
}

/** @throws {TransferError} where the file cannot be read, or is no exported model */
export async function readOrigin(file: string): Promise<Origin> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new TransferError(
      `${file} cannot be read. Give the number of a model of this shop, as \`portrait model list\` shows it, or the path of one that was exported: portrait model export.`,
      { cause },
    );
  }
  try {
    return originFromParts(partsFromBytes(bytes));
  } catch (cause) {
    const why = cause instanceof ModelFormatError ? cause.message : 'It may be damaged.';
    throw new TransferError(
      `${file} is not a model that \`portrait model export\` of this version wrote. ${why}`,
      { cause },
    );
  }
}
