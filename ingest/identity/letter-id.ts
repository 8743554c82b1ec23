import { hashParts } from './hash.ts';

/** The id of a dead letter: the same bad row, read again, is the same letter. */
export function letterId(
  sourceId: string,
  stream: string,
  place: { recordKey: string | null; position: string | null },
  version: string,
  contentHash: string,
): string {
  const where = [place.recordKey ?? '', place.position ?? ''];
  return hashParts(['dead letter', sourceId, stream, ...where, version, contentHash]);
}
