import { hashParts } from './hash.ts';

/** What makes one version of one event of one record of one stream. */
export interface EventIdentity {
  readonly sourceId: string;
  readonly stream: string;
  readonly recordKey: string;
  readonly part: number;
  readonly version: string;
  readonly contentHash: string;
}

/** The id of an event: the same record read again, by whichever process, gives the same id. */
export function eventId(identity: EventIdentity): string {
  const { sourceId, stream, recordKey, part, version, contentHash } = identity;
  return hashParts(['event', sourceId, stream, recordKey, String(part), version, contentHash]);
}

/**
 * The hash of a record's whole content: decides between versions that carry the same version text.
 * @param canonical what `canonicalJson` makes of the record's data
 */
export function contentHash(canonical: string): string {
  return hashParts([canonical]);
}

/**
 * The content hash of a deletion. It sorts after every hash of a record (`x` after `f`), so that of a
 * record and its deletion at the same version the deletion counts, in whichever order they arrive.
 */
export function deletionHash(canonical: string): string {
  return `x${contentHash(canonical)}`;
}
