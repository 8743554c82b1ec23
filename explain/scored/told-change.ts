import type { Language } from '../../segments/index.ts';
import type { Verdict } from '../../store/index.ts';
import type { FoundChange } from '../attribution/smallest-change.ts';
import type { Counterfactual } from '../explanation.ts';

/**
 * A change for people to read: `5 more purchases in garden; 2 more views in kitchen`.
 * @param verdict what the model said when the change was tried out
 */
export function toldChange(
  { changes }: FoundChange,
  verdict: Verdict,
  { phrases, wordsOf }: Language,
): Counterfactual {
  const sentences = changes.map(({ act: { modality, type, category }, amount }) => {
    const query = { modality, type, ...(category !== null && { where: { category } }) };
    return phrases.change.more(amount, phrases.events(query, amount, wordsOf));
  });
  return {
    ...{
      sentence: phrases.change.together(sentences),
      verdict,
      verified: true,
      changes: changes.length,
    },
    events: changes.reduce((sum, { amount }) => sum + amount, 0),
  };
}
