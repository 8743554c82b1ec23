import { bytesToJson, jsonToBytes, ModelFormatError } from '../model/number-codec.ts';
import type { GoalHead } from './goal-head.ts';

export type { GoalHead } from './goal-head.ts';

const PART = 'sessions/goal.json';
const FORMAT_VERSION = 1;

/** The head as a part of a model; none where there is no head. */
export function goalHeadToParts(head: GoalHead | null): Map<string, Uint8Array> {
  if (head === null) return new Map();
  return new Map([[PART, jsonToBytes({ formatVersion: FORMAT_VERSION, ...head })]]);
}

/**
 * Null where the model was stored without one.
 * @throws {ModelFormatError} for another format version and for damaged parts
 */
export function goalHeadFromParts(parts: ReadonlyMap<string, Uint8Array>): GoalHead | null {
  if (!parts.has(PART)) return null;
  const { formatVersion, ...head } = bytesToJson(parts, PART) as GoalHead & {
    readonly formatVersion: number;
  };
  if (formatVersion === FORMAT_VERSION) return head;
  throw new ModelFormatError(
    `The model's session head has format ${formatVersion}; this program reads ${FORMAT_VERSION}.`,
  );
}
