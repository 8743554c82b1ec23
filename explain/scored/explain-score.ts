import type { UserHistory } from '../../fusion/index.ts';
import type { Language } from '../../segments/index.ts';
import { attribute } from '../attribution/attribute.ts';
import { type AboutOf, eventEffects } from '../attribution/event-effects.ts';
import { faithfulnessOf } from '../attribution/faithfulness.ts';
import { type ProfileScore, scoreOf } from '../attribution/profile-score.ts';
import { type Explained, type RankedEvent, residualOf } from '../explanation.ts';
import { type KnownFeature, spokenParts } from './spoken-parts.ts';
import { type ToldFactor, toldFactors } from './told-factors.ts';

/** What is asked of a score. */
export interface ScoreQuestion {
  readonly score: ProfileScore;
  readonly history: UserHistory;
  /** The modalities that the user has. */
  readonly players: readonly string[];
  /** What the user's features are, for the words about them. */
  readonly featuresOf: (modality: string) => readonly KnownFeature[];
  readonly aboutOf: AboutOf;
  readonly language: Language;
  /** Whether the evidence is to speak for a high score or for a low one. */
  readonly high: boolean;
}

/** What is the same in the explanations of all scores. */
export interface ScoreAnswer extends Pick<Explained, 'residual' | 'faithfulness'> {
  readonly score: number;
  readonly baseline: number;
  readonly factors: readonly ToldFactor[];
  /** All of the user's events. */
  readonly evidence: readonly RankedEvent[];
}

/** Takes a score apart into factors and events, and tests the events by removing them. */
export function explainScore(question: ScoreQuestion): ScoreAnswer {
  const { score, history, players, featuresOf, aboutOf, language, high } = question;
  const attribution = attribute(score, history, players, (modality) =>
    spokenParts(modality, featuresOf(modality), language),
  );
  const effects = eventEffects(score, history, aboutOf, high);
  const factors = toldFactors(attribution, effects, language);
  return {
    score: attribution.score,
    baseline: attribution.baseline,
    factors,
    residual: residualOf(attribution.score, attribution.baseline, factors),
    evidence: effects.map(({ eventId, effect }) => ({ eventId, share: effect })),
    faithfulness: faithfulnessOf(
      (changed) => scoreOf(score, changed),
      history,
      effects.map(({ eventId }) => eventId),
    ),
  };
}
