import type { Language } from '../../segments/index.ts';
import type { FeaturePart } from '../attribution/attribute.ts';

/** What a sentence makes of a factor. */
export interface Spoken {
  /** Of the factors of one topic a sentence names one. */
  readonly topic: string;
  /** What the user does, with its direction; null where there is only a noun for it. */
  readonly predicate: string | null;
}

/** One or several features of a modality that people call by one name. */
export interface SpokenPart extends FeaturePart {
  readonly feature: string;
  readonly label: string;
  readonly spoken: Spoken;
}

/** A number of a user with the mean of everybody; NaN where that is not known. */
export interface KnownFeature {
  readonly name: string;
  readonly value: number;
  readonly mean: number;
}

/** What a head reads beside the features: how often, how lately and how much, in many windows. */
const RHYTHM = 'rhythm ';

/** The parts of a modality; features that only mean something together are one. */
export function spokenParts(
  modality: string,
  features: readonly KnownFeature[],
  { phrases, labelOf, wordsOf }: Language,
): SpokenPart[] {
  const parts: SpokenPart[] = [];
  const together = new Map<string, string[]>();
  const join = (feature: string, label: string, name: string): void => {
    const known = together.get(label);
    if (known !== undefined) {
      known.push(name);
      return;
    }
    const names = [name];
    together.set(label, names);
    parts.push({ feature, names, label, spoken: { topic: feature, predicate: null } });
  };
  for (const { name, value, mean } of features) {
    if (name.startsWith(RHYTHM)) {
      join('rhythm', phrases.learned.rhythm(wordsOf(modality)?.subject ?? modality), name);
      continue;
    }
    const { noun, more, less, topic, telling } = labelOf(modality, name);
    if (telling === 0) {
      join(topic, noun, name);
      continue;
    }
    const direction = Number.isNaN(mean) ? null : value >= mean ? 'above' : 'below';
    const predicate = direction === null ? null : direction === 'above' ? more : less;
    const label = phrases.learned.factor(noun, direction);
    parts.push({ feature: name, names: [name], label, spoken: { topic, predicate } });
  }
  return parts;
}

/** What remains of a modality beside the parts that are named. */
export function restOf(
  modality: string,
  named: number,
  { phrases, wordsOf }: Language,
): Omit<SpokenPart, 'names'> {
  const subject = wordsOf(modality)?.subject ?? modality;
  return {
    feature: 'other',
    label: named === 0 ? subject : phrases.learned.otherFeatures(subject),
    spoken: { topic: `other ${modality}`, predicate: null },
  };
}
