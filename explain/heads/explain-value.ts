import type { ReadOutScore, UserHistory } from '../../fusion/index.ts';
import { historiesOf, type ServingModel } from '../../profiles/index.ts';
import type { JudgedUser, Language } from '../../segments/index.ts';
import type { Store } from '../../store/index.ts';
import { actsOf } from '../attribution/acts.ts';
import { aboutBy, categoriesOf } from '../attribution/categories.ts';
import { smallestChange } from '../attribution/smallest-change.ts';
import type { Counterfactual } from '../explanation.ts';
import { explainScore, type ScoreAnswer } from '../scored/explain-score.ts';
import { toldChange } from '../scored/told-change.ts';
import { instantAfter } from '../subject.ts';

/** A value that a score of the model's profiles becomes, against a threshold. */
export interface ValueCase {
  readonly store: Store;
  readonly language: Language;
  readonly user: JudgedUser;
  readonly model: ServingModel;
  /** The instant at which the profile speaks of the user. */
  readonly profileAsOf: number;
  readonly scoreAt: (asOf: number) => ReadOutScore | null;
  readonly atLeast: number;
  /** Whether the value reaches the threshold. */
  readonly high: boolean;
}

/** Takes the score behind a value apart. */
export async function explainValue(about: ValueCase, score: ReadOutScore): Promise<ScoreAnswer> {
  const { store, language, user, high } = about;
  const row = score.read(user.history);
  return explainScore({
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
}

/**
 * The smallest change with which the value would fall on the other side of the threshold.
 * @param others ids of users who show what can be done
 * @param valueAfter the value of a changed history by the very code that it is served by
 */
export async function changeOfValue(
  { store, language, user, profileAsOf, scoreAt, atLeast, high }: ValueCase,
  others: readonly string[],
  valueAfter: (history: UserHistory, asOf: number) => Promise<number>,
): Promise<Counterfactual[]> {
  const ids = others.filter((id) => id !== user.userId);
  const histories = await historiesOf(store, ids);
  const instant = (history: UserHistory) => instantAfter(profileAsOf, history);
  const change = smallestChange(
    user.history,
    actsOf(histories, await categoriesOf(store, histories)),
    profileAsOf,
    (history) => {
      const score = scoreAt(instant(history));
      const value = score?.answer(score.score(score.read(history))) ?? Number.NaN;
      // Where the goal is the threshold itself, reaching it is enough; to be below it is more.
      return high ? atLeast - value : value - atLeast + Number.EPSILON;
    },
  );
  if (change === null) return [];
  const value = await valueAfter(change.history, instant(change.history));
  if (value >= atLeast === high) return [];
  return [toldChange(change, high ? 'FALSE' : 'TRUE', language)];
}
