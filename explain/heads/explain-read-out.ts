import type { FusionModel, UserHistory } from '../../fusion/index.ts';
import { historiesOf, instantOf } from '../../profiles/index.ts';
import type { Language } from '../../segments/index.ts';
import type { Store } from '../../store/index.ts';
import { actsOf } from '../attribution/acts.ts';
import { aboutBy, categoriesOf } from '../attribution/categories.ts';
import { smallestChange } from '../attribution/smallest-change.ts';
import { capitalised } from '../capitalised.ts';
import type { Counterfactual, Explained } from '../explanation.ts';
import { explainScore } from '../scored/explain-score.ts';
import { reasonsOf } from '../scored/reasons.ts';
import { toldChange } from '../scored/told-change.ts';
import type { Subject } from '../subject.ts';

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
  const { user, model, profileAsOf } = subject;
  const score =
    profileAsOf === null ? null : (model?.fusion.readOutScore(name, profileAsOf) ?? null);
  const value = user.readOuts[name]?.value;
  if (model === null || profileAsOf === null || score === null || value === undefined) return null;
  const nobody = await readOutOf(model.fusion, name, { ...user.history, events: [] }, profileAsOf);
  const usual = score.scale === 'log-odds' ? EVEN_CHANCE : nobody;
  const atLeast = about.atLeast ?? usual;
  const high = value >= atLeast;
  const row = score.read(user.history);
  const answer = explainScore({
    score,
    history: user.history,
    players: (user.profile?.modalities ?? [])
      .filter(({ present }) => present)
      .map((modality) => modality.name),
    featuresOf: (modality) =>
      score.columns.flatMap((column, at) =>
        column.modality === modality
          ? [{ name: column.feature, value: row[at], mean: score.means[at] }]
          : [],
      ),
    aboutOf: aboutBy(await categoriesOf(store, [user.history])),
    language,
    high,
  });
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
    findCounterfactuals: () => counterfactuals(about, atLeast, high),
  };
}

async function counterfactuals(
  { store, subject, name, language }: ReadOutCase,
  atLeast: number,
  high: boolean,
): Promise<Counterfactual[]> {
  const { user, model, profileAsOf } = subject;
  if (model === null || profileAsOf === null) return [];
  const page = await store.users.page({ first: OTHERS_READ });
  const ids = page.rows.map(({ row }) => row.userId).filter((id) => id !== user.userId);
  const others = await historiesOf(store, ids);
  const instant = (history: UserHistory) => instantOf({ ...user.history, ...history }, model);
  const change = smallestChange(
    user.history,
    actsOf(others, await categoriesOf(store, others)),
    profileAsOf,
    (history) => {
      const score = model.fusion.readOutScore(name, instant(history));
      const value = score?.answer(score.score(score.read(history))) ?? Number.NaN;
      // Where the goal is the threshold itself, reaching it is enough; to be below it is more.
      return high ? atLeast - value : value - atLeast + Number.EPSILON;
    },
  );
  if (change === null) return [];
  const value = await readOutOf(model.fusion, name, change.history, instant(change.history));
  if (value >= atLeast === high) return [];
  return [toldChange(change, high ? 'FALSE' : 'TRUE', language)];
}

/** The value as a profile shows it, by the model itself. */
async function readOutOf(
  fusion: Pick<FusionModel, 'encode'>,
  name: string,
  history: UserHistory,
  asOf: number,
): Promise<number> {
  const [encoded] = await fusion.encode([history], { asOf, recommendations: 0 });
  return encoded.readOuts.find((readOut) => readOut.name === name)?.value ?? Number.NaN;
}
