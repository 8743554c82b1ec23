import { type DataQualityWarning, percent } from './data-quality.ts';

/** A label of which each user has one of a few answers. */
export interface LabelAnswers {
  readonly name: string;
  /** Of those users alone whose answer is known. */
  readonly answers: readonly (string | number)[];
}

/** Looks for labels with an answer so rare that a head learns to never give it. */
export function labelWarnings(
  labels: readonly LabelAnswers[],
  least: number,
): DataQualityWarning[] {
  return labels.flatMap(({ name, answers }): DataQualityWarning[] => {
    if (answers.length === 0) return [];
    const counts = new Map<string | number, number>();
    for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
    const isOne = counts.size === 1;
    const value = isOne ? 0 : Math.min(...counts.values()) / answers.length;
    if (value >= least) return [];
    const what = isOne
      ? `All ${answers.length} known answers of '${name}' are the same`
      : `The rarest answer of '${name}' is ${percent(value)} of ${answers.length}`;
    const message = `${what}: its scores will hardly tell people apart. Take in more of those who have it, or choose a wider window.`;
    return [{ kind: 'label-balance', subject: name, value, message }];
  });
}
