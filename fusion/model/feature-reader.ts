import type { Event } from '../data/event.ts';
import type { UserHistory } from '../data/user-history.ts';
import type { ProfileModality } from './encoded-profile.ts';
import type { FusedExperts, FusionNetwork } from './fusion-network.ts';
import type { HistoryReader } from './history-reader.ts';
import type { Expert } from './host-encoder.ts';
import type { ModalityInput } from './user-input.ts';

/** What of a history is read. */
export interface ReadOptions {
  /** Milliseconds since the epoch: later events are not read. */
  readonly asOf: number;
  /** Only these modalities are used; all by default. */
  readonly modalities?: readonly string[];
}

/** What groups read of a profile. */
export interface ProfileFeatures {
  readonly modalities: readonly Pick<ProfileModality, 'name' | 'present' | 'events' | 'features'>[];
  /** [dimension] */
  readonly vector: Float32Array;
}

/** A user's modalities with what the network fuses them to. */
export interface FusedHistory extends Pick<FusedExperts, 'mean'> {
  readonly modalities: readonly ModalityInput[];
}

interface Reading {
  readonly events: readonly Event[];
  readonly modality: ProfileFeatures['modalities'][number];
  readonly input: ModalityInput;
  readonly expert: Expert | null;
}

/** How many readings of a modality are remembered: the whole user's and the last changed one. */
const KEPT = 3;
const ABSENT: Omit<ModalityInput, 'features'> = { present: false, sequence: null };

/**
 * Reads many variants of a history as of one instant, as explanations do: of a variant only the
 * modalities whose events differ are read and encoded anew. Equal to reading each from scratch.
 */
export class FeatureReader {
  readonly #readings: Reading[][];
  readonly #absent: ProfileFeatures['modalities'];

  constructor(
    private readonly network: FusionNetwork,
    private readonly reader: HistoryReader,
    readonly asOf: number,
  ) {
    this.#readings = network.schema.modalities.map(() => []);
    this.#absent = network.schema.modalities.map(({ name }) => {
      return { name, present: false, events: 0, features: [] };
    });
  }

  /** The profile's features and fused vector; a modality that has not changed is the same object. */
  features(history: UserHistory, only?: readonly string[]): ProfileFeatures {
    const readings = this.#read(history, only);
    return {
      vector: this.network.fuse(readings.map((reading) => reading?.expert ?? null)).mean,
      modalities: readings.map((reading, index) => reading?.modality ?? this.#absent[index]),
    };
  }

  /** The inputs of all modalities, those that are left out absent, with what they are fused to. */
  fused(history: UserHistory, only?: readonly string[]): FusedHistory {
    const readings = this.#read(history, only);
    const { mean } = this.network.fuse(readings.map((reading) => reading?.expert ?? null));
    const modalities = this.network.schema.modalities.map(
      ({ featureNames }, index) =>
        readings[index]?.input ?? { ...ABSENT, features: new Float32Array(featureNames.length) },
    );
    return { mean, modalities };
  }

  #read(history: UserHistory, only?: readonly string[]): (Reading | null)[] {
    return this.network.schema.modalities.map(({ name }, index) => {
      if (only !== undefined && !only.includes(name)) return null;
      const events = history.events.filter(
        (event) => event.modality === name && event.at <= this.asOf,
      );
      const known = this.#readings[index].find((reading) => isSame(reading.events, events));
      return known ?? this.#readAnew(history, events, index);
    });
  }

  #readAnew(history: UserHistory, events: readonly Event[], index: number): Reading {
    const { name, featureNames } = this.network.schema.modalities[index];
    const input = this.reader.readModality(name, { ...history, events }, this.asOf);
    const expert = input.present ? this.network.expertOf(index, input) : null;
    const features = input.present
      ? featureNames.map((feature, at) => ({ name: feature, value: input.features[at] }))
      : [];
    const modality = { name, present: input.present, events: events.length, features };
    const reading = { events, modality, input, expert };
    // The first is the whole user's and stays.
    const [first, ...others] = this.#readings[index];
    this.#readings[index] =
      first === undefined ? [reading] : [first, reading, ...others].slice(0, KEPT);
    return reading;
  }
}

function isSame(left: readonly Event[], right: readonly Event[]): boolean {
  return left.length === right.length && left.every((event, at) => event === right[at]);
}
