import type { Explanation, ExplanationBody } from '../../../explain/index.ts';
import type { Services } from '../../../resolvers/index.ts';
import { median } from './median.ts';

/** What the service that answers analysts says, over many questions. */
export interface ServedResult {
  /** Of all scores: what the factors miss of the difference from the baseline, as a share of it, at most. */
  readonly residual: number;
  /** Share of counterfactuals that turn the verdict and were tried out. */
  readonly valid: number;
  readonly changes: number;
  readonly answers: number;
}

/** Asks for every rule segment and every read-out of some users, as analysts would. */
export async function judgeServed(
  { explanations, store }: Services,
  userIds: readonly string[],
  readOuts: readonly string[],
): Promise<ServedResult> {
  const rules = (await store.segments.all()).filter(({ kind }) => kind === 'RULE');
  const answers: ExplanationBody[] = [];
  for (const userId of userIds) {
    for (const { id } of rules) {
      const answer: Explanation = await explanations.explain(userId, id);
      answers.push(answer);
    }
    for (const name of readOuts) answers.push(await explanations.explainReadOut(userId, name));
  }
  const changes = answers.flatMap(({ verdict, counterfactuals }) =>
    counterfactuals.map((change) => ({
      valid: change.verified && change.verdict !== verdict,
      changes: change.changes,
    })),
  );
  return {
    residual: answers.reduce((most, answer) => Math.max(most, residualShare(answer)), 0),
    valid: changes.filter(({ valid }) => valid).length / changes.length,
    changes: median(changes.map((change) => change.changes)),
    answers: answers.length,
  };
}

function residualShare({ score, baseline, residual }: ExplanationBody): number {
  if (score === null || baseline === null || residual === null) return 0;
  return Math.abs(residual) / Math.max(Math.abs(score - baseline), 1e-9);
}
