import type { Language } from '../../segments/index.ts';
import type { Attribution } from '../attribution/attribute.ts';
import type { EventEffect } from '../attribution/event-effects.ts';
import type { Factor } from '../explanation.ts';
import { restOf, type Spoken, type SpokenPart } from './spoken-parts.ts';

/** Ids of events that a factor names; the answer's evidence has them all. */
const MOST_EVENTS = 10;

/** A factor with what a sentence makes of it. */
export interface ToldFactor extends Factor {
  readonly spoken: Spoken;
}

/** The shares of a score as factors for people to read, the greatest first. */
export function toldFactors(
  { shares }: Attribution<SpokenPart>,
  effects: readonly EventEffect[],
  language: Language,
): ToldFactor[] {
  const behind = Map.groupBy(effects, ({ modality }) => modality);
  const named = Map.groupBy(shares, ({ modality }) => modality);
  return shares
    .map(({ modality, part, value }) => {
      const others = (named.get(modality)?.length ?? 1) - 1;
      const { feature, label, spoken } = part ?? restOf(modality, others, language);
      const evidence = (behind.get(modality) ?? []).slice(0, MOST_EVENTS);
      return {
        ...{ modality, feature, label, spoken, value },
        evidence: evidence.map(({ eventId }) => eventId),
      };
    })
    .sort((left, right) => Math.abs(right.value) - Math.abs(left.value));
}
