import type { Case } from './case.ts';
import type { Explained } from './explanation.ts';
import { explainScoredSegment } from './heads/explain-scored-segment.ts';
import { explainLearned } from './learned/explain-learned.ts';

/** Explains a learned, predictive or lookalike segment: undecided where the user has no profile of its model. */
export async function explainByModel(about: Case): Promise<Explained> {
  const { learned, scored } = about.segment.segments;
  const { name, modelId, kind } = about.segment.target;
  const { sentence } = about.language.phrases;
  if (about.subject.user.profile === null) return undecided(sentence.noProfile(name));
  if (about.subject.user.modelId !== modelId) {
    const says = kind === 'LEARNED' ? sentence.otherModel : sentence.otherModelScored;
    return undecided(says(name));
  }
  if (kind === 'LEARNED') return explainLearned(about, learned[0].definition);
  return (await explainScoredSegment(about, scored[0])) ?? undecided(sentence.noProfile(name));
}

function undecided(sentence: string): Explained {
  return {
    verdict: 'UNKNOWN',
    sentence,
    score: null,
    baseline: null,
    baselineMeaning: '',
    factors: [],
    residual: null,
    faithfulness: null,
    evidence: [],
    whyNot: [],
    findCounterfactuals: async () => [],
  };
}
