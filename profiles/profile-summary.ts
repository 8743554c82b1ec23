import type { EncodedProfile, ProfileModality } from '../fusion/index.ts';
import type { Json } from '../store/index.ts';
import type { ReadHistory } from './history.ts';

/**
 * The read model of a profile: all that GraphQL shows of it, in one row, written with the vector in
 * one transaction so that a reader never sees half of a change.
 */
export interface ProfileSummary {
  readonly modalities: readonly ProfileModality[];
  readonly readOuts: EncodedProfile['readOuts'];
  readonly interests: EncodedProfile['interests'];
  readonly places: EncodedProfile['places'];
  readonly adaptation: EncodedProfile['adaptation'];
  readonly eventCount: number;
  /** True where older events are left out; absent otherwise. */
  readonly historyIsCut?: true;
  readonly firstEventAt: number | null;
  readonly lastEventAt: number | null;
}

/** A modality as it is stored: features by their names and values apart, half as long as in pairs. */
interface StoredModality extends Omit<ProfileModality, 'features'> {
  readonly features: readonly string[];
  readonly values: readonly number[];
}

/** The read model of an encoded profile as it is stored. */
export function summarise(
  encoded: EncodedProfile,
  { events, isCut }: Pick<ReadHistory, 'events' | 'isCut'>,
): Json {
  const summary: Omit<ProfileSummary, 'modalities'> = {
    readOuts: encoded.readOuts,
    interests: encoded.interests,
    places: encoded.places,
    adaptation: encoded.adaptation,
    eventCount: events.length,
    ...(isCut && { historyIsCut: true as const }),
    firstEventAt: events[0]?.at ?? null,
    lastEventAt: events.at(-1)?.at ?? null,
  };
  const modalities = encoded.modalities.map(
    ({ name, present, weight, gate, events, lastAt, featureNames, values }): StoredModality => ({
      ...{ name, present, weight, gate, events, lastAt },
      features: featureNames,
      values: Array.from(values),
    }),
  );
  // Plain data by their types, which have no index signature to prove it with.
  return { modalities, ...summary } as unknown as Json;
}

/** A stored summary under its type; the store keeps it as JSON that only this folder writes. */
export function summaryOf(row: { readonly summary: unknown }): ProfileSummary {
  const summary = row.summary as ProfileSummary;
  return { ...summary, modalities: modalitiesOf(summary.modalities) };
}

/** The modalities of a stored summary; older versions wrote features in pairs. */
export function modalitiesOf(stored: unknown): ProfileSummary['modalities'] {
  const modalities = (stored ?? []) as readonly (StoredModality | ProfileModality)[];
  return modalities.map((modality) => {
    if (!('values' in modality)) return modality;
    const { values, features, ...rest } = modality;
    return { ...rest, features: features.map((name, at) => ({ name, value: values[at] })) };
  });
}
