import { type LearnedDefinition, type ProfileInput, phrases } from '../../segments/index.ts';
import type { Factor } from '../explanation.ts';
import { shapleyValues } from '../shapley.ts';
import { type Coalitions, marginOf } from './coalition-scores.ts';
import { distribute } from './distribute.ts';

/** Features told of one modality; the rest are summed up. */
const MOST_FEATURES = 5;

/**
 * The exact share of every modality in the margin (Shapley values over all coalitions, encoded by
 * the model itself), divided within a modality among its features in proportion to what leaving each
 * out changes. The factors sum to the margin less that of a user without any data.
 */
export function learnedFactors(
  definition: LearnedDefinition,
  coalitions: Coalitions,
  evidenceOf: (modality: string) => readonly string[],
): { readonly score: number; readonly baseline: number; readonly factors: Factor[] } {
  const { players, profiles } = coalitions;
  const values = profiles.map((profile) => marginOf(definition, profile));
  const shares = players.length === 0 ? [] : shapleyValues(values);
  const whole = profiles.length - 1;
  const factors = players.flatMap((modality, player) => {
    const without = profiles[whole ^ (1 << player)];
    const parts = partsOf(definition, modality, profiles[whole], without);
    const divided = distribute(
      shares[player],
      parts.map(({ effect }) => effect),
    );
    const evidence = evidenceOf(modality);
    return summedUp(
      modality,
      parts.map(({ feature, label }, index) => {
        return { modality, feature, label, value: divided[index], evidence };
      }),
    );
  });
  return { score: values[whole], baseline: values[0], factors };
}

interface Part {
  readonly feature: string;
  readonly label: string;
  readonly effect: number;
}

/** The fused vector's part of a modality and each of its features, with what leaving it out changes. */
function partsOf(
  definition: LearnedDefinition,
  modality: string,
  profile: ProfileInput,
  without: ProfileInput,
): Part[] {
  const score = marginOf(definition, profile);
  const pattern: Part = {
    feature: 'pattern',
    label: phrases.learned.pattern(modality),
    effect: score - marginOf(definition, { ...profile, vector: without.vector }),
  };
  const features = profile.modalities.find(({ name }) => name === modality)?.features ?? [];
  return [
    pattern,
    ...features.map(({ name }) => ({
      feature: name,
      label: phrases.learned.feature(modality, name),
      effect: score - marginOf(definition, withoutFeature(profile, modality, name)),
    })),
  ];
}

function withoutFeature(profile: ProfileInput, modality: string, feature: string): ProfileInput {
  return {
    ...profile,
    modalities: profile.modalities.map((own) =>
      own.name === modality
        ? { ...own, features: own.features.filter(({ name }) => name !== feature) }
        : own,
    ),
  };
}

function summedUp(modality: string, factors: readonly Factor[]): Factor[] {
  const strongest = [...factors].sort(
    (left, right) => Math.abs(right.value) - Math.abs(left.value),
  );
  const rest = strongest.slice(MOST_FEATURES);
  if (rest.length === 0) return strongest;
  return [
    ...strongest.slice(0, MOST_FEATURES),
    {
      modality,
      feature: 'other',
      label: phrases.learned.otherFeatures(modality),
      value: rest.reduce((sum, { value }) => sum + value, 0),
      evidence: rest[0].evidence,
    },
  ];
}
