import type { ReadOutScore } from '../../fusion/index.ts';
import { judgeScored, type ScoredSegment } from '../../segments/index.ts';
import { capitalised } from '../capitalised.ts';
import type { Case } from '../case.ts';
import type { Counterfactual, Explained, UnmetCondition } from '../explanation.ts';
import { reasonsOf } from '../scored/reasons.ts';
import { judgedFromEncoded } from '../subject.ts';
import { changeOfValue, explainValue, type ValueCase } from './explain-value.ts';

/** So many members, and other users where there are fewer, show what can be done. */
const OTHERS_READ = 12;
/** What of the definition leaves somebody out. */
const WHERE = { SEED: 'like', SILENT: 'predicts.lapses' } as const;

/**
 * Explains a predictive or lookalike segment by the value that decided, judged by the very code that
 * decides membership; null where the user's profile has no such value.
 */
export async function explainScoredSegment(
  about: Case,
  { definition }: ScoredSegment,
): Promise<Explained | null> {
  const { store, language, subject, segment } = about;
  const { user, profileAsOf } = subject;
  const model = await subject.model();
  const found = judgeScored(definition, user);
  if (found === null || model === null || profileAsOf === null) return null;
  const { fusion } = model;
  const { output, ask } = definition;
  const scoreAt = (asOf: number): ReadOutScore | null =>
    output === null
      ? fusion.readOutScore(('predicts' in ask && ask.predicts.head) || '', asOf)
      : fusion.outputScore(output, asOf);
  const score = scoreAt(profileAsOf);
  if (score === null) return null;
  const { value, threshold, leftOut, member } = found;
  const high = value >= threshold;
  const valued: ValueCase = {
    ...{ store, language, user, model, profileAsOf, scoreAt, high },
    atLeast: threshold,
  };
  const answer = await explainValue(valued, score);
  const { scored } = language.phrases;
  const what = scored.value(ask);
  const { name } = segment.target;
  const unmet: UnmetCondition = {
    path: leftOut === null ? 'threshold' : WHERE[leftOut],
    sentence: capitalised(
      leftOut === null ? scored.below(what, value, threshold) : scored.because[leftOut],
    ),
    actual: value,
    wanted: { atLeast: threshold },
    distance: leftOut === null ? threshold - value : null,
  };
  const reasons = reasonsOf(answer.factors, high);
  return {
    ...answer,
    verdict: member ? 'TRUE' : 'FALSE',
    sentence:
      leftOut === null
        ? scored.sentence(name, what, value, threshold, reasons)
        : scored.leftOut(name, leftOut, what, value),
    baselineMeaning: language.phrases.readOut.baseline,
    factors: answer.factors.map(({ spoken: _spoken, ...factor }) => factor),
    whyNot: member ? null : [unmet],
    // Whoever is left out whatever the value gains nothing by another one.
    findCounterfactuals: async () =>
      leftOut === null ? counterfactuals(about, valued, definition) : [],
  };
}

async function counterfactuals(
  { store, subject, segment }: Case,
  valued: ValueCase,
  definition: ScoredSegment['definition'],
): Promise<Counterfactual[]> {
  const { model, user } = valued;
  const { rows } = await store.memberships.members(segment.target.id, { first: OTHERS_READ });
  const everybody = await store.users.page({ first: OTHERS_READ });
  const members = rows.map(({ row }) => row.userId);
  const some = [...new Set([...members, ...everybody.rows.map(({ row }) => row.userId)])];
  return changeOfValue(valued, some.slice(0, OTHERS_READ), async (history, asOf) => {
    const [encoded] = await model.fusion.encode([history], { asOf });
    const changed = { ...subject.user.history, ...history };
    const judged = judgedFromEncoded(changed, user.modelId ?? '', encoded, asOf);
    return judgeScored(definition, judged)?.value ?? Number.NaN;
  });
}
