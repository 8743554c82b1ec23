import { assign, type LearnedDefinition } from '../../segments/index.ts';
import { aboutBy, categoriesOf } from '../attribution/categories.ts';
import { capitalised } from '../capitalised.ts';
import type { Case } from '../case.ts';
import type { Explained } from '../explanation.ts';
import { explainScore } from '../scored/explain-score.ts';
import { reasonsOf } from '../scored/reasons.ts';
import type { KnownFeature } from '../scored/spoken-parts.ts';
import type { ToldFactor } from '../scored/told-factors.ts';
import { learnedCounterfactuals } from './learned-counterfactuals.ts';
import { marginScore } from './margin-score.ts';

/** Explains a learned segment by the margin with which a user belongs to it, or does not. */
export async function explainLearned(
  about: Case,
  definition: LearnedDefinition,
): Promise<Explained> {
  const { store, language, subject } = about;
  const { phrases } = language;
  const { user, profileAsOf } = subject;
  const model = await subject.model();
  if (user.profile === null || model === null || profileAsOf === null) {
    throw new TypeError('Only a user with a profile falls into a learned segment.');
  }
  const { modalities } = user.profile;
  const found = assign(definition.grouping, user.profile);
  const member = found.group === definition.group;
  const means = meansOf(definition);
  const answer = explainScore({
    score: marginScore(model.fusion.featureReader(profileAsOf), definition),
    history: user.history,
    players: modalities.filter(({ present }) => present).map(({ name }) => name),
    featuresOf: (modality) =>
      (modalities.find(({ name }) => name === modality)?.features ?? []).map(
        ({ name, value }): KnownFeature => ({
          ...{ name, value },
          mean: means.get(`${modality}\0${name}`) ?? Number.NaN,
        }),
      ),
    aboutOf: aboutBy(await categoriesOf(store, [user.history])),
    language,
    high: member,
  });
  const { score } = answer;
  return {
    ...answer,
    verdict: member ? 'TRUE' : 'FALSE',
    sentence: await sentence(about, definition, found.group, answer.factors, member),
    baselineMeaning: phrases.learnedBaseline,
    factors: answer.factors.map(({ spoken: _spoken, ...factor }) => factor),
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
    findCounterfactuals: () => learnedCounterfactuals(about, definition, found),
  };
}

async function sentence(
  { store, segment, language, nameOf }: Case,
  definition: LearnedDefinition,
  assigned: number,
  factors: readonly ToldFactor[],
  member: boolean,
): Promise<string> {
  const said = language.phrases.sentence;
  const reasons = reasonsOf(factors, member);
  const { name } = segment.target;
  if (member) return said.learnedMember(name, reasons);
  const otherId = definition.segmentIds[assigned];
  const other = (await store.segments.byIds([otherId])).get(otherId);
  return said.learnedNonMember(name, other === undefined ? null : nameOf(other), reasons);
}

/** The means of everybody, as the grouping knows them, by modality and feature. */
function meansOf({ grouping }: LearnedDefinition): Map<string, number> {
  return new Map(
    grouping.columns.map(({ modality, feature, mean }) => [`${modality}\0${feature}`, mean]),
  );
}
