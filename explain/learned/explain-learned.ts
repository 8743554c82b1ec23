import { assign, type LearnedDefinition, type Phrases } from '../../segments/index.ts';
import { capitalised } from '../capitalised.ts';
import type { Case } from '../case.ts';
import { describeEvidence } from '../evidence.ts';
import { type Explained, residualOf } from '../explanation.ts';
import { type EncodeProfiles, encodeCoalitions } from './coalition-scores.ts';
import { eventInfluence } from './event-influence.ts';
import { type LearnedFactor, learnedFactors } from './learned-factors.ts';
import { reasonsOf } from './learned-reasons.ts';

const MOST_EVIDENCE = 20;

/** Explains a learned segment by the margin with which a user belongs to it, or does not. */
export async function explainLearned(
  about: Case,
  definition: LearnedDefinition,
): Promise<Explained> {
  const { store, modalities, language, subject } = about;
  const { phrases } = language;
  const { user, model, profileAsOf } = subject;
  if (user.profile === null || model === null || profileAsOf === null) {
    throw new TypeError('Only a user with a profile falls into a learned segment.');
  }
  const encode: EncodeProfiles = (histories, only) =>
    model.fusion.encode(histories, {
      asOf: profileAsOf,
      recommendations: 0,
      ...(only === undefined ? {} : { modalities: only }),
    });
  const coalitions = await encodeCoalitions(user.history, user.profile, encode);
  const whole = coalitions.profiles[coalitions.profiles.length - 1];
  const found = assign(definition.grouping, whole);
  const score = found.margins[definition.group];
  const influence = await eventInfluence(definition, user.history, score, encode);
  const strongest = [...influence]
    .sort(([, left], [, right]) => Math.abs(right) - Math.abs(left))
    .slice(0, MOST_EVIDENCE);
  const evidence = await describeEvidence(
    store,
    modalities,
    user.userId,
    new Map(strongest),
    phrases.locale,
  );
  const { baseline, factors } = learnedFactors(definition, coalitions, language, (modality) =>
    evidence.filter((event) => event.modality === modality).map(({ eventId }) => eventId),
  );
  const member = found.group === definition.group;
  return {
    verdict: member ? 'TRUE' : 'FALSE',
    sentence: await sentence(about, definition, found.group, factors, member),
    score,
    baseline,
    baselineMeaning: phrases.learnedBaseline,
    factors: factors.map(({ spoken: _spoken, ...factor }) => factor),
    residual: residualOf(score, baseline, factors),
    evidence,
    whyNot: member
      ? null
      : [
          {
            path: 'margin',
            sentence: capitalised(phrases.learned.lessLikely(Math.exp(-score))),
            actual: score,
            wanted: 0,
            distance: -score,
          },
        ],
    counterfactuals: [],
  };
}

async function sentence(
  { store, segment, language }: Case,
  definition: LearnedDefinition,
  assigned: number,
  factors: readonly LearnedFactor[],
  member: boolean,
): Promise<string> {
  const said: Phrases['sentence'] = language.phrases.sentence;
  const reasons = reasonsOf(factors, member);
  const { name } = segment.target;
  if (member) return said.learnedMember(name, reasons);
  const otherId = definition.segmentIds[assigned];
  const other = (await store.segments.byIds([otherId])).get(otherId);
  return said.learnedNonMember(name, other?.name ?? null, reasons);
}
