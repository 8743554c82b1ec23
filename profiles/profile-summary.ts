import type { EncodedProfile, ProfileModality } from '../fusion/index.ts';
import type { Json } from '../store/index.ts';
import type { ReadHistory } from './history.ts';
import { packNumbers, unpackDoubles, unpackFloats } from './packed-numbers.ts';

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

type Choices = EncodedProfile['adaptation'];

/** A modality as it is stored: features by their names and, apart from them, what `packNumbers` made of the values. */
interface StoredModality extends Omit<ProfileModality, 'features'> {
  readonly features: readonly string[];
  /** 32-bit floats; numbers where an older version wrote them. */
  readonly values: string | readonly number[];
}

/** A choice as it is stored. */
interface StoredChoice extends Omit<Choices[number], 'rates'> {
  /** What each rate keeps and then what it shares, 64-bit floats; pairs where an older version wrote them. */
  readonly rates: string | Choices[number]['rates'];
}

/**
 * The read model of an encoded profile as it is stored.
 * @throws {NotFiniteError}
 */
export function summarise(
  encoded: EncodedProfile,
  { events, isCut }: Pick<ReadHistory, 'events' | 'isCut'>,
): Json {
  const summary: Omit<ProfileSummary, 'modalities' | 'adaptation'> = {
    readOuts: encoded.readOuts,
    interests: encoded.interests,
    places: encoded.places,
    eventCount: events.length,
    ...(isCut && { historyIsCut: true as const }),
    firstEventAt: events[0]?.at ?? null,
    lastEventAt: events.at(-1)?.at ?? null,
  };
  const modalities = encoded.modalities.map(
    ({ name, present, weight, gate, events, lastAt, featureNames, values }): StoredModality => ({
      ...{ name, present, weight, gate, events, lastAt },
      features: featureNames,
      values: packNumbers(values),
    }),
  );
  const adaptation = encoded.adaptation.map(
    ({ rates, ...choice }): StoredChoice => ({ ...choice, rates: packRates(rates) }),
  );
  // Plain data by their types, which have no index signature to prove it with.
  return { modalities, ...summary, adaptation } as unknown as Json;
}

/** A stored summary under its type; the store keeps it as JSON that only this folder writes. */
export function summaryOf(row: { readonly summary: unknown }): ProfileSummary {
  const summary = row.summary as ProfileSummary;
  return {
    ...summary,
    modalities: modalitiesOf(summary.modalities),
    adaptation: choicesOf(summary.adaptation),
  };
}

/** The modalities of a stored summary; older versions wrote features in pairs. */
export function modalitiesOf(stored: unknown): ProfileSummary['modalities'] {
  const modalities = (stored ?? []) as readonly (StoredModality | ProfileModality)[];
  return modalities.map((modality) => {
    if (!('values' in modality)) return modality;
    const { values: packed, features, ...rest } = modality;
    const values = typeof packed === 'string' ? unpackFloats(packed) : packed;
    return { ...rest, features: features.map((name, at) => ({ name, value: values[at] })) };
  });
}

/**
 * The choices of a stored summary. An older version wrote nothing of re-encodes, and made none, and nothing
 * of whether anything follows the choice.
 */
export function choicesOf(stored: unknown): Choices {
  const choices = (stored ?? []) as readonly StoredChoice[];
  return choices.map((choice) => ({
    ...{ reencoded: false, readAgain: 0, steersRecommendations: null },
    ...choice,
    rates: typeof choice.rates === 'string' ? unpackRates(choice.rates) : choice.rates,
  }));
}

function packRates(rates: Choices[number]['rates']): string {
  const numbers = new Float64Array(2 * rates.length);
  rates.forEach(({ kept, share }, at) => {
    numbers[at] = kept;
    numbers[rates.length + at] = share;
  });
  return packNumbers(numbers);
}

function unpackRates(text: string): Choices[number]['rates'] {
  const numbers = unpackDoubles(text);
  const rates = numbers.length / 2;
  return Array.from({ length: rates }, (_, at) => ({
    kept: numbers[at],
    share: numbers[rates + at],
  }));
}
