import type { UserHistory } from '../data/user-history.ts';
import type { LabelAnswers } from '../data-quality/index.ts';
import { type CategoriesOf, type HeadDeclaration, labelledRows } from '../heads/served/index.ts';
import type { TrainingSet } from '../training/index.ts';

const CHOICES: ReadonlySet<HeadDeclaration['kind']> = new Set(['binary', 'multiclass']);

/** The known answers of all labels with a few answers each: the network's own and the shop's heads'. */
export function labelAnswers(
  sets: readonly TrainingSet[],
  heads: readonly HeadDeclaration[],
  users: readonly UserHistory[],
  categoriesOf: CategoriesOf,
): LabelAnswers[] {
  const labels = sets[0]?.schema.labels ?? [];
  const end = users.reduce((last, { events }) => Math.max(last, events.at(-1)?.at ?? last), 0);
  return [
    ...labels.flatMap(({ name, kind }, index) => {
      if (kind !== 'binary') return [];
      return [{ name, answers: sets.flatMap((set) => known(set.labels[index])) }];
    }),
    ...heads
      .filter(({ kind }) => CHOICES.has(kind))
      .map((head) => ({
        name: head.name,
        answers: labelledRows(head, users, end, categoriesOf).map(({ label }) => label),
      })),
  ];
}

function known(values: Float32Array): number[] {
  return [...values].filter((value) => !Number.isNaN(value));
}
