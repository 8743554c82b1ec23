import type { EncodedProfile } from '../fusion/index.ts';

/**
 * The read model of a profile: all that GraphQL shows of it, in one row, written with the vector in
 * one transaction so that a reader never sees half of a change.
 */
export interface ProfileSummary {
  readonly modalities: readonly ModalitySummary[];
  readonly readOuts: readonly ReadOut[];
  readonly interests: readonly { readonly category: string; readonly score: number }[];
  readonly places: readonly PlaceSummary[];
  readonly recommendations: readonly RecommendationSummary[];
  readonly eventCount: number;
  readonly firstEventAt: number | null;
  readonly lastEventAt: number | null;
}

/** What one modality says in a profile. */
export interface ModalitySummary {
  readonly name: string;
  readonly present: boolean;
  /** Share of the precision that the present modalities bring together, 0 to 1. */
  readonly weight: number;
  /** Mean gate over the modality's score columns. */
  readonly gate: number;
  readonly events: number;
  readonly lastAt: number | null;
  readonly features: readonly { readonly name: string; readonly value: number }[];
}

/** A head's answer for a user. */
export interface ReadOut {
  readonly name: string;
  readonly value: number;
  readonly confidence: number | null;
}

/** Somewhere the user is at home. */
export interface PlaceSummary {
  readonly latitude: number;
  readonly longitude: number;
  readonly weight: number;
  readonly label: string;
}

/** An item for the user, with each modality's share of its score. */
export interface RecommendationSummary {
  readonly itemId: string;
  readonly score: number;
  readonly contributions: readonly { readonly modality: string; readonly value: number }[];
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
    recommendations: encoded.recommendations,
    eventCount: times.length,
    firstEventAt: times[0]?.at ?? null,
    lastEventAt: times.at(-1)?.at ?? null,
  };
}
