import type { Scales, Standard } from './normaliser.ts';

type Stored = Readonly<Record<string, readonly number[]>>;

/** Scales as they come out of JSON. */
export interface StoredScales {
  readonly features: readonly Stored[];
  readonly state: Stored;
  readonly columns: Stored;
  readonly labels: Stored;
}

export function scalesFromJson(stored: StoredScales): Scales {
  const standard = ({ mean, deviation }: Stored): Standard => ({
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(deviation),
  });
  return {
    features: stored.features.map((scale) => ({
      ...standard(scale),
      low: Float32Array.from(scale.low),
      high: Float32Array.from(scale.high),
    })),
    state: standard(stored.state),
    columns: standard(stored.columns),
    labels: standard(stored.labels),
  };
}
