import type { EncodedProfile } from '../fusion/index.ts';

/**
 * The read model of a profile: all that GraphQL shows of it, in one row, written with the vector in
 * one transaction so that a reader never sees half of a change.
 */
export interface ProfileSummary {
  readonly modalities: EncodedProfile['modalities'];
  readonly readOuts: EncodedProfile['readOuts'];
  readonly interests: EncodedProfile['interests'];
  readonly places: EncodedProfile['places'];
  readonly adaptation: EncodedProfile['adaptation'];
  readonly eventCount: number;
  readonly firstEventAt: number | null;
  readonly lastEventAt: number | null;
}

/** The read model of an encoded profile; `times` are those of the user's events in order. */
export function summarise(
  encoded: EncodedProfile,
  times: readonly { readonly at: number }[],
): ProfileSummary {
  return {
    modalities: encoded.modalities,
    readOuts: encoded.readOuts,
    interests: encoded.interests,
    places: encoded.places,
    adaptation: encoded.adaptation,
    eventCount: times.length,
    firstEventAt: times[0]?.at ?? null,
    lastEventAt: times.at(-1)?.at ?? null,
  };
}

/** A stored summary under its type; the store keeps it as JSON that only this folder writes. */
export function summaryOf(row: { readonly summary: unknown }): ProfileSummary {
  return row.summary as ProfileSummary;
}
