import type { SegmentVersionRow } from '../../store/index.ts';
import type { Language } from '../phrases/language.ts';
import type { NamedDifference, Phrases } from '../phrases/phrases.ts';
import { toldFromJson } from './learned-definition.ts';
import { nameOf, namesOf } from './tell-groups.ts';

/** A segment as it is stored, in any of its versions. */
export type NamedSegment = Pick<SegmentVersionRow, 'kind' | 'name' | 'definition'>;

/**
 * What a segment is called in a language. The name that a learned segment was given when it was formed
 * speaks of what sets it apart, and is said of the same in any language; a name that somebody gave is
 * the same in every one.
 * @param english the language that names are stored in
 * @returns the name as it is where the definition of a learned segment cannot be read
 */
export function nameInLanguage(
  { kind, name, definition }: NamedSegment,
  language: Language,
  english: Language,
): string {
  if (kind !== 'LEARNED' || language.phrases.locale === english.phrases.locale) return name;
  const formed = toldFromJson(definition);
  if (formed === null) return name;
  const { differences, segmentIds } = formed;
  const labelled = ({ labelOf }: Language): NamedDifference[] =>
    differences.map((one) => ({ ...one, label: labelOf(one.modality, one.feature) }));
  const told = labelled(english);
  const choice = namesOf(told, english.phrases).find((own) => own.name === name);
  if (choice === undefined) {
    return likeEverybody(name, segmentIds.length, language.phrases, english.phrases) ?? name;
  }
  const said = labelled(language);
  return nameOf(
    choice.of.map((one) => said[told.indexOf(one)]!),
    language.phrases,
  );
}

/** The name of a segment of which nothing can be said: so it was called, or so with a number. */
function likeEverybody(name: string, segments: number, to: Phrases, from: Phrases): string | null {
  const { likeEverybody: called, numbered } = from.learned;
  if (name === called) return to.learned.likeEverybody;
  for (let number = 2; number <= segments; number += 1) {
    if (name === numbered(called, number)) {
      return to.learned.numbered(to.learned.likeEverybody, number);
    }
  }
  return null;
}
