import type { Language, LearnedDefinition, ProfileInput } from '../../segments/index.ts';
import type { Factor } from '../explanation.ts';
import { shapleyValues } from '../shapley.ts';
import { type Coalitions, marginOf } from './coalition-scores.ts';
import { distribute } from './distribute.ts';
import { type FeaturePart, type Spoken, spokenParts } from './spoken-parts.ts';

/** Features told of one modality by name; the rest is one factor. */
const MOST_FEATURES = 4;

/** A factor with what a sentence makes of it. */
export interface LearnedFactor extends Factor {
  readonly spoken: Spoken;
}

/**
 * The exact share of every modality in the margin (Shapley values over all coalitions, encoded by
 * the model itself), divided within a modality among its features in proportion to what leaving each
 * out changes. The factors sum to the margin less that of a user without any data.
 * @returns the greatest factor first
 */
export function learnedFactors(
  definition: LearnedDefinition,
  coalitions: Coalitions,
  language: Language,
  evidenceOf: (modality: string) => readonly string[],
): { readonly score: number; readonly baseline: number; readonly factors: LearnedFactor[] } {
  const { players, profiles } = coalitions;
  const values = profiles.map((profile) => marginOf(definition, profile));
  const shares = players.length === 0 ? [] : shapleyValues(values);
  const whole = profiles.length - 1;
  const factors = players.flatMap((modality, player) => {
    const without = profiles[whole ^ (1 << player)];
    const parts = partsOf(definition, modality, profiles[whole], without, language);
    const divided = distribute(
      shares[player],
      parts.map(({ effect }) => effect),
    );
    const evidence = evidenceOf(modality);
    return summedUp(
      parts.map(({ feature, label, spoken }, index) => {
        return { modality, feature, label, spoken, value: divided[index], evidence };
      }),
    );
  });
  return { score: values[whole], baseline: values[0], factors: factors.sort(bySize) };
}

function bySize(left: Factor, right: Factor): number {
  return Math.abs(right.value) - Math.abs(left.value);
}

interface Part extends FeaturePart {
  readonly effect: number;
}

/**
 * The fused vector's part of a modality first, then each of its features, with what leaving it out
 * changes.
 */
function partsOf(
  definition: LearnedDefinition,
  modality: string,
  profile: ProfileInput,
  without: ProfileInput,
  language: Language,
): Part[] {
  const score = marginOf(definition, profile);
  const [rest, ...features] = spokenParts(definition, modality, profile, language);
  return [
    { ...rest, effect: score - marginOf(definition, { ...profile, vector: without.vector }) },
    ...features.map((part) => ({
      ...part,
      effect: score - marginOf(definition, withoutFeature(profile, modality, part.names)),
    })),
  ];
}

function withoutFeature(
  profile: ProfileInput,
  modality: string,
  names: readonly string[],
): ProfileInput {
  return {
    ...profile,
    modalities: profile.modalities.map((own) =>
      own.name === modality
        ? { ...own, features: own.features.filter(({ name }) => !names.includes(name)) }
        : own,
    ),
  };
}

/** The first factor takes in all features that are too weak, or have no words, to stand alone. */
function summedUp([rest, ...features]: readonly LearnedFactor[]): LearnedFactor[] {
  const strongest = [...features].sort(bySize);
  const weak = strongest.slice(MOST_FEATURES);
  const value = weak.reduce((sum, factor) => sum + factor.value, rest.value);
  return [...strongest.slice(0, MOST_FEATURES), { ...rest, value }];
}
