import type { FusionModel, UserHistory } from '../../fusion/index.ts';
import type { Language } from '../../segments/index.ts';
import type { Store } from '../../store/index.ts';
import { capitalised } from '../capitalised.ts';
import type { Explained } from '../explanation.ts';
import { reasonsOf } from '../scored/reasons.ts';
import type { Subject } from '../subject.ts';
import { changeOfValue, explainValue } from './explain-value.ts';

/** So many other users show what can be done. */
const OTHERS_READ = 12;
const EVEN_CHANCE = 0.5;

/** A read-out of one user that is asked about. */
export interface ReadOutCase {
  readonly store: Store;
  readonly language: Language;
  readonly subject: Subject;
  readonly name: string;
  /** The value from which on the verdict is TRUE; null takes what is usual. */
  readonly atLeast: number | null;
}

/** An explanation of a read-out with its value. */
export interface ExplainedReadOut extends Explained {
  readonly value: number;
  readonly atLeast: number;
}

/**
 * Explains what the model reads out of a user: whether the value reaches a threshold, and what raised
 * and lowered the score behind it. Null where the model has no such read-out.
 */
export async function explainReadOut(about: ReadOutCase): Promise<ExplainedReadOut | null> {
  const { store, language, subject, name } = about;
  const { user, profileAsOf } = subject;
  const model = await subject.model();
  const score =
    profileAsOf === null ? null : (model?.fusion.readOutScore(name, profileAsOf) ?? null);
  const value = user.readOuts[name]?.value;
  if (model === null || profileAsOf === null || score === null || value === undefined) return null;
  const { fusion } = model;
  const nobody = await readOutOf(fusion, name, { ...user.history, events: [] }, profileAsOf);
  const usual = score.scale === 'log-odds' ? EVEN_CHANCE : nobody;
  const atLeast = about.atLeast ?? usual;
  const high = value >= atLeast;
  const scoreAt = (asOf: number) => fusion.readOutScore(name, asOf);
  const valued = { ...{ store, language, user, model, profileAsOf }, scoreAt, atLeast, high };
  const answer = await explainValue(valued, score);
  const { readOut } = language.phrases;
  return {
    ...answer,
    ...{ value, atLeast },
    verdict: high ? 'TRUE' : 'FALSE',
    sentence: readOut.sentence(name, value, atLeast, reasonsOf(answer.factors, high)),
    baselineMeaning: readOut.baseline,
    factors: answer.factors.map(({ spoken: _spoken, ...factor }) => factor),
    whyNot: high
      ? null
      : [
          {
            path: name,
            sentence: capitalised(readOut.below(name, value, atLeast)),
            actual: value,
            wanted: { atLeast },
            distance: atLeast - value,
          },
        ],
    findCounterfactuals: async () => {
      const { rows } = await store.users.page({ first: OTHERS_READ });
      const others = rows.map(({ row }) => row.userId);
      return changeOfValue(valued, others, (history, asOf) =>
        readOutOf(fusion, name, history, asOf),
      );
    },
  };
}

/** The value as a profile shows it, by the model itself. */
async function readOutOf(
  fusion: Pick<FusionModel, 'encode'>,
  name: string,
  history: UserHistory,
  asOf: number,
): Promise<number> {
  const [encoded] = await fusion.encode([history], { asOf });
  return encoded.readOuts.find((readOut) => readOut.name === name)?.value ?? Number.NaN;
}
