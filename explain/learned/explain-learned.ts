import { assign, type LearnedDefinition, phrases } from '../../segments/index.ts';
import type { Case } from '../case.ts';
import { describeEvidence } from '../evidence.ts';
import { type Explained, type Factor, residualOf } from '../explanation.ts';
import { type EncodeProfiles, encodeCoalitions } from './coalition-scores.ts';
import { eventInfluence } from './event-influence.ts';
import { learnedFactors } from './learned-factors.ts';

const BASELINE_MEANING = 'the margin of a user without any data';
const MOST_EVIDENCE = 20;
const MOST_REASONS = 3;

/** Explains a learned segment by the margin with which a user belongs to it, or does not. */
export async function explainLearned(
  about: Case,
  definition: LearnedDefinition,
): Promise<Explained> {
  const { store, modalities, subject } = about;
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
  const evidence = await describeEvidence(store, modalities, user.userId, new Map(strongest));
  const { baseline, factors } = learnedFactors(definition, coalitions, (modality) =>
    evidence.filter((event) => event.modality === modality).map(({ eventId }) => eventId),
  );
  const member = found.group === definition.group;
  return {
    verdict: member ? 'TRUE' : 'FALSE',
    sentence: await sentence(about, definition, found.group, factors, member),
    score,
    baseline,
    baselineMeaning: BASELINE_MEANING,
    factors: factors.sort((left, right) => Math.abs(right.value) - Math.abs(left.value)),
    residual: residualOf(score, baseline, factors),
    evidence,
    whyNot: member
      ? null
      : [
          {
            path: 'margin',
            sentence: `${phrases.learned.farther(-score)}.`,
            actual: score,
            wanted: 0,
            distance: -score,
          },
        ],
    counterfactuals: [],
  };
}

async function sentence(
  { store, segment }: Case,
  definition: LearnedDefinition,
  assigned: number,
  factors: readonly Factor[],
  member: boolean,
): Promise<string> {
  const reasons = [...factors]
    .filter(({ value }) => (member ? value > 0 : value < 0))
    .sort((left, right) => Math.abs(right.value) - Math.abs(left.value))
    .slice(0, MOST_REASONS)
    .map(({ label }) => label);
  const { name } = segment.target;
  if (member) return phrases.sentence.learnedMember(name, null, reasons);
  const otherId = definition.segmentIds[assigned];
  const other = (await store.segments.byIds([otherId])).get(otherId);
  return phrases.sentence.learnedNonMember(name, other?.name ?? null, reasons);
}
