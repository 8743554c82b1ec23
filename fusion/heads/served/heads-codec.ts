import { bytesToJson, jsonToBytes, ModelFormatError } from '../../model/number-codec.ts';
import type { ServedHead } from './served-head.ts';

const PART = 'heads/heads.json';
const FORMAT_VERSION = 1;

/** Heads as parts of a model; none where there are no heads. */
export function headsToParts(heads: readonly ServedHead[]): Map<string, Uint8Array> {
  if (heads.length === 0) return new Map();
  return new Map([[PART, jsonToBytes({ formatVersion: FORMAT_VERSION, heads })]]);
}

/** @throws {ModelFormatError} for another format version and for damaged parts */
export function headsFromParts(parts: ReadonlyMap<string, Uint8Array>): ServedHead[] {
  if (!parts.has(PART)) return [];
  const stored = bytesToJson(parts, PART) as {
    readonly formatVersion: number;
    readonly heads: ServedHead[];
  };
  if (stored.formatVersion !== FORMAT_VERSION) {
    throw new ModelFormatError(
      `The model's heads have format ${stored.formatVersion}; this program reads ${FORMAT_VERSION}.`,
    );
  }
  return stored.heads;
}
