import type { Language, LearnedDefinition, ProfileInput } from '../../segments/index.ts';

/** What a sentence makes of a factor. */
export interface Spoken {
  /** Of the factors of one topic a sentence names one. */
  readonly topic: string;
  /** What the user does, with its direction; null where there is only a noun for it. */
  readonly predicate: string | null;
}

/** One or several features of a modality that people call by one name. */
export interface FeaturePart {
  readonly feature: string;
  readonly names: readonly string[];
  readonly label: string;
  readonly spoken: Spoken;
}

/** The remainder of a modality, then its features; those that only mean something together are one. */
export function spokenParts(
  definition: LearnedDefinition,
  modality: string,
  profile: ProfileInput,
  { phrases, wordsOf, labelOf }: Language,
): FeaturePart[] {
  const subject = wordsOf(modality)?.subject ?? modality;
  const rest: FeaturePart = {
    feature: 'other',
    names: [],
    label: phrases.learned.otherFeatures(subject),
    spoken: { topic: `other ${modality}`, predicate: null },
  };
  const parts: FeaturePart[] = [];
  const together = new Map<string, string[]>();
  const means = meansOf(definition, modality);
  const features = profile.modalities.find(({ name }) => name === modality)?.features ?? [];
  for (const { name, value } of features) {
    const { noun, more, less, topic, telling } = labelOf(modality, name);
    if (telling === 0) {
      const known = together.get(noun);
      if (known !== undefined) {
        known.push(name);
        continue;
      }
      const names = [name];
      together.set(noun, names);
      parts.push({ feature: topic, names, label: noun, spoken: { topic, predicate: null } });
      continue;
    }
    const mean = means.get(name);
    const direction = mean === undefined ? null : value >= mean ? 'above' : 'below';
    const predicate = direction === null ? null : direction === 'above' ? more : less;
    const label = phrases.learned.factor(noun, direction);
    parts.push({ feature: name, names: [name], label, spoken: { topic, predicate } });
  }
  return [rest, ...parts];
}

/** The means of everybody, as the grouping knows them, by feature. */
function meansOf({ grouping }: LearnedDefinition, modality: string): Map<string, number> {
  const own = grouping.columns.filter((column) => column.modality === modality);
  return new Map(own.map(({ feature, mean }) => [feature, mean]));
}
